import { sampleApi } from '#shared/api/sample'
import { maxAssignments, type SampleResponse } from '#shared/sample/sample-api'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { showToast } from '../kit/toast.tsx'
import { assignmentsOf, holdersOf } from './assignment-rows.ts'
import { countHouseholds, householdsText } from './household-count.ts'

/** Gives households to enumerators; null to unassign. Resolves with true if it was saved. */
export type Assign = (personOf: ReadonlyMap<string, string | null>) => Promise<boolean>

/** Returns an action that assigns households, and confirms it with “Undo”. */
export function useAssign(found: SampleResponse | null, round: string, onDone: () => void) {
	const { t } = useTranslations()
	const { run, isBusy, problem } = useAsyncAction()
	async function send(personOf: ReadonlyMap<string, string | null>) {
		const all = assignmentsOf(found?.clusters ?? [], personOf)
		for (let at = 0; at < all.length; at += maxAssignments)
			await callRoute(sampleApi.assignHouseholds, {
				body: { round, assignments: all.slice(at, at + maxAssignments) },
			})
		onDone()
	}
	const assign: Assign = async (personOf) => {
		const before = holdersOf(found?.clusters ?? [], new Set(personOf.keys()))
		return run(async () => {
			await send(personOf)
			const count = countHouseholds(found?.clusters ?? [], new Set(personOf.keys()))
			showToast(t('sample.householdsAssigned', { households: householdsText(count, t) }), () => send(before))
		})
	}
	return { assign, isBusy, problem }
}
