import { openRoundFor } from '#shared/campaign/campaign'
import { useDesk } from '../desk/desk-context.ts'

/** The round that is open, else the last that was closed. */
export function useUsualRound(): string {
	const { campaign, person } = useDesk()
	const own = campaign.rounds.filter(({ demonstration }) => demonstration === person.demonstration)
	const usual =
		openRoundFor(campaign.rounds, person.demonstration) ??
		own.filter(({ state }) => state === 'closed').at(-1) ??
		own.at(-1) ??
		campaign.rounds[0]
	return usual?.code ?? ''
}
