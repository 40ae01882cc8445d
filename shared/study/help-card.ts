/** Numbers on the card that every enumerator carries; each of the two services forwards to the other. */
export const helpCardNumbers = ['1991', '15'] as const
