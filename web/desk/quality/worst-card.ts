import type { Scorecard } from '#shared/quality/quality-api'

/** Returns the scorecard with the highest quality index, of equal ones the first. */
export const worstCard = (cards: readonly [Scorecard, ...Scorecard[]]): Scorecard =>
	cards.reduce((worst, card) => (card.points > worst.points ? card : worst), cards[0])
