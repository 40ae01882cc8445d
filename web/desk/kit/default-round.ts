import { openRoundFor, type Round } from '#shared/study/study'
import { useDesk } from './desk-context.ts'

/** Returns the default round: the open one, else the last one closed, else the first. */
export function useUsualRound(): string {
	const { study, person } = useDesk()
	const own = study.rounds.filter(({ demonstration }) => demonstration === person.demonstration)
	const usual =
		openRoundFor(study.rounds, person.demonstration) ??
		own.filter(({ state }) => state === 'closed').at(-1) ??
		own[0] ??
		study.rounds[0]
	return usual?.code ?? ''
}

/** Returns the round before a closed round. Undefined for the first one, and for one that is not closed. */
export const roundBefore = (closed: readonly Round[], code: string): Round | undefined =>
	closed.slice(
		0,
		Math.max(
			0,
			closed.findIndex((round) => round.code === code),
		),
	)[0]
