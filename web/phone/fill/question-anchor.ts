/** Returns the element id of a question, from its path. */
export const anchorOf = (path: string): string => `question-${path.replace(/[^\p{L}\p{N}_-]/gu, '-')}`
