/** react-hook-form reads dots and brackets in a name as a way into an object; a question's name may hold dots. */
export const fieldName = (path: string): string => path.replaceAll('.', '·')

/** Names the question's element after its path. */
export const anchorOf = (path: string): string => `question-${path.replace(/[^\p{L}\p{N}_-]/gu, '-')}`
