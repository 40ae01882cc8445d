/** Names the question's element after its path. */
export const anchorOf = (path: string): string => `question-${path.replace(/[^\p{L}\p{N}_-]/gu, '-')}`
