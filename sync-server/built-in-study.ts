/** Folder with the campaign's own districts and forms. */
export const builtInStudy = 'shared/study/pakistan-2023'
