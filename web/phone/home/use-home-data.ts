import type { LocalizedText } from '#shared/forms/form-definition'
import type { BackCheckTarget } from '#shared/quality/back-check-assignment'
import type { SampleDocument } from '#shared/sample/sample'
import { openRoundFor, type Study } from '#shared/study/study'
import { type Persistence, persistence } from '../../storage/database/persistence.ts'
import { type ListedDraft, listDrafts } from '../../storage/drafts/drafts.ts'
import { listAssignedBackChecks } from '../../storage/records/back-checks.ts'
import {
	currentForms,
	type FormOnPhone,
	hasMessages,
	hasOrders,
	loadStudy,
	personOnPhone,
} from '../../storage/records/documents.ts'
import { type Landmarks, landmarksOnPhone } from '../../storage/records/landmarks.ts'
import { needsCorrection } from '../../storage/records/needs-correction.ts'
import { type LocalRecordListItem, listRecords } from '../../storage/records/records.ts'
import { sampleOnPhone } from '../../storage/records/sample.ts'
import { mayHaveSecurityNotes } from '../../storage/records/security-events.ts'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { groupLocalWork, type LocalWorkByCluster, linkedFrom } from '../visit/local-work.ts'

/** Work and assignments of this person on this phone. */
export interface HomeData {
	readonly forms: readonly FormOnPhone[]
	readonly titles: ReadonlyMap<string, LocalizedText>
	readonly round: Study['rounds'][number] | null
	readonly sample: readonly SampleDocument[]
	readonly work: LocalWorkByCluster
	readonly landmarks: Landmarks
	readonly checks: readonly BackCheckTarget[]
	readonly drafts: readonly ListedDraft[]
	/** Drafts that this person began on another phone. */
	readonly adoptable: readonly LocalRecordListItem[]
	/** Finished records; a sent report is not among them, since that it was written is confidential. */
	readonly finished: readonly LocalRecordListItem[]
	readonly returned: readonly LocalRecordListItem[]
	readonly persistence: Persistence
	readonly hasErasures: boolean
	readonly hasMessages: boolean
	readonly hasSecurityNotes: boolean
}

export function useHomeData(): HomeData | undefined {
	const { session } = useSession()
	return useLocalData(async (): Promise<HomeData> => {
		const [drafts, records, forms, study, person, storagePersistence, hasErasures, messages, security] =
			await Promise.all([
				listDrafts(session),
				listRecords(session),
				currentForms(session),
				loadStudy(session),
				personOnPhone(session),
				persistence(),
				hasOrders(session),
				hasMessages(session),
				mayHaveSecurityNotes(session),
			])
		const round = (study && openRoundFor(study.rounds, person.demonstration)) ?? null
		const sample = round ? await sampleOnPhone(session, round.code) : []
		const work = groupLocalWork(sample, drafts, records)
		const linked = linkedFrom(work)
		const inWork = new Set(drafts.map(({ record }) => record))
		const reports = new Set(forms.filter(({ isReport }) => isReport).map(({ id }) => id))
		const finished = records.filter(
			({ status, form, sendState }) =>
				status !== 'draft' && !(reports.has(form.id) && sendState === 'at-server'),
		)
		return {
			forms,
			titles: new Map(forms.map(({ id, title }) => [id, title])),
			round,
			sample,
			work,
			landmarks: await landmarksOnPhone(session),
			checks: round ? await listAssignedBackChecks(session, round.code) : [],
			drafts,
			adoptable: records.filter(
				({ status, id }) => status === 'draft' && !inWork.has(id) && !linked.has(`/record/${id}`),
			),
			finished,
			returned: finished.filter(needsCorrection),
			persistence: storagePersistence,
			hasErasures,
			hasMessages: messages,
			hasSecurityNotes: security,
		}
	}, session.device)
}
