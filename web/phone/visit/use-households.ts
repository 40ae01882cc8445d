import { buildDayPlan, type DayPlanHousehold } from '#shared/sample/day-plan'
import type { SampleDocument } from '#shared/sample/sample'
import { coverageForms } from '#shared/study/record-attributes'
import { openRoundFor } from '#shared/study/study'
import { listDrafts } from '../../storage/drafts/drafts.ts'
import { currentForms, type FormOnPhone, loadStudy, personOnPhone } from '../../storage/records/documents.ts'
import { type Landmarks, landmarkName, landmarksOnPhone } from '../../storage/records/landmarks.ts'
import { listRecords } from '../../storage/records/records.ts'
import { sampleOnPhone } from '../../storage/records/sample.ts'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { groupLocalWork, type LocalHouseholdWork, type LocalWorkByCluster } from './local-work.ts'

export interface Household extends DayPlanHousehold<LocalHouseholdWork> {
	/** Text by which this person finds the house again; undefined if there is none. */
	readonly landmark: string | undefined
}

/** A cluster of the sample, with the state of its households. */
export interface ClusterOfHouseholds {
	readonly document: SampleDocument
	readonly lines: readonly Household[]
}

export const clustersOf = (
	sample: readonly SampleDocument[],
	work: LocalWorkByCluster,
	landmarks: Landmarks,
): ClusterOfHouseholds[] =>
	sample.map((document) => ({
		document,
		lines: buildDayPlan(
			document.lines,
			work.get(document.cluster) ?? new Map<number, LocalHouseholdWork>(),
		).map((line) => ({
			...line,
			landmark: landmarks.get(landmarkName({ ...document, household: line.household })),
		})),
	}))

export const householdForm = (forms: readonly FormOnPhone[]): FormOnPhone | undefined =>
	forms.find(({ id }) => id === coverageForms.household)

/** Households assigned to this person, and the form of the survey. */
export function useHouseholds() {
	const { session } = useSession()
	return useLocalData(async () => {
		const [study, person] = await Promise.all([loadStudy(session), personOnPhone(session)])
		const round = study && openRoundFor(study.rounds, person.demonstration)
		const [sample, drafts, records, forms, landmarks] = await Promise.all([
			round ? sampleOnPhone(session, round.code) : [],
			listDrafts(session),
			listRecords(session),
			currentForms(session),
			landmarksOnPhone(session),
		])
		return {
			clusters: clustersOf(sample, groupLocalWork(sample, drafts, records), landmarks),
			form: householdForm(forms),
		}
	}, session.device)
}
