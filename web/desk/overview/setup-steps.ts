import { coverageApi } from '#shared/api/coverage'
import { formApi } from '#shared/api/forms'
import { peopleApi } from '#shared/api/people'
import { recoveryKeyApi } from '#shared/api/recovery-key'
import { serverApi } from '#shared/api/server'
import type { Overview } from '#shared/coverage/overview'
import { canWorkInDistrict } from '#shared/study/district-work'
import { listDistrictsWithoutLead } from '#shared/study/field-contacts'
import { targetIn } from '#shared/study/study'
import { useDesk } from '../kit/desk-context.ts'
import { fetchFieldContacts } from '../kit/fetch-field-contacts.ts'
import { useRoute, useServerData } from '../kit/use-server-data.ts'

type SetupStepName =
	| 'recovery'
	| 'forms'
	| 'people'
	| 'targets'
	| 'dates'
	| 'sample'
	| 'contacts'
	| 'devices'
	| 'open'
	| 'mail'
	| 'map'

export interface SetupStep {
	readonly key: SetupStepName
	readonly isDone: boolean
	/** Page and part of it where the step is done. */
	readonly href: string
	/** Number of districts for which it is not done; absent for steps of the whole project. */
	readonly districtsLeft?: number
	readonly isOptional?: boolean
}

interface SetupStepsOptions {
	readonly facts: Overview
	readonly round: string
}

/** Returns the steps from an installed server to the first interview, in their order; null while they load. */
export function useSetupSteps({ facts, round }: SetupStepsOptions): readonly SetupStep[] | null {
	const { study } = useDesk()
	const { districts, rounds } = study
	const forms = useRoute(formApi.versions, {}).found
	const people = useRoute(peopleApi.list, {}).found
	const recovery = useRoute(recoveryKeyApi.state, {}).found
	const contacts = useServerData('field-contacts', fetchFieldContacts).found
	const mail = useRoute(serverApi.mail, {}).found
	const boundaries = useRoute(coverageApi.boundaries, {})
	if (!forms || !people || !recovery || !contacts || !mail || boundaries.loadedAt === 0) return null
	const shown = rounds.find(({ code }) => code === round)
	const ofDistricts = (
		key: SetupStepName,
		href: string,
		isLeft: (district: (typeof districts)[number]) => boolean,
	): SetupStep => {
		const districtsLeft = districts.filter(isLeft).length
		return { key, href, districtsLeft, isDone: districtsLeft === 0 }
	}
	const withoutLead = listDistrictsWithoutLead(contacts, districts)
	return [
		{ key: 'recovery', isDone: recovery.tested !== null, href: '/desk/overview#recovery-key' },
		{ key: 'forms', isDone: forms.length > 0, href: '/desk/forms' },
		ofDistricts(
			'people',
			'/desk/people',
			({ code }) => !people.some((person) => canWorkInDistrict(person, code, null)),
		),
		ofDistricts(
			'targets',
			'/desk/rounds#targets',
			(district) => !shown || targetIn(shown, district).interviews === 0,
		),
		{ key: 'dates', isDone: facts.dates.lastDay !== null, href: '/desk/rounds#fieldwork-dates' },
		ofDistricts(
			'sample',
			'/desk/sample#import-sample',
			({ code }) => !(facts.sampledDistricts ?? []).includes(code),
		),
		ofDistricts('contacts', '/desk/field-contacts', ({ code }) => withoutLead.includes(code)),
		{ key: 'devices', isDone: (facts.devices?.active ?? 0) > 0, href: '/desk/people' },
		{
			key: 'open',
			isDone: rounds.some(({ state, demonstration }) => state === 'open' && !demonstration),
			href: '/desk/rounds#rounds',
		},
		{ key: 'mail', isDone: mail.isSetUp, href: '/docs/install/', isOptional: true },
		{ key: 'map', isDone: boundaries.found !== null, href: '/desk/coverage#boundaries', isOptional: true },
	]
}
