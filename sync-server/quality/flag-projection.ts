import { byKey } from '#shared/kernel/by-key'
import { flagKinds, listedFlags, type QualityFlag } from '#shared/quality/flags'
import type { Round, Study } from '#shared/study/study'
import type { Projection, ProjectionBatch, ProjectionPart } from '../background/projection.ts'
import { listProgress } from '../storage/background/projections.ts'
import { flagDecisions } from '../storage/quality/flag-decisions.ts'
import { interviewChanges } from '../storage/quality/interviews.ts'
import { hasFlagChanges, type OpenFlags, saveOpenFlags } from '../storage/records/open-flags.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'
import type { QualityChecker } from './check-round.ts'
import { decisionsByFlag } from './flag-decisions.ts'

interface FlagDeps {
	readonly checker: QualityChecker
	readonly study: { current(): Promise<Pick<Study, 'rounds'>> }
}

const name = 'open-flags'
/** Part of a round for its material log; the other parts are its districts. */
const materialPart = '-material'
const partOf = (round: Round, district: string): string => `${round.code} ${district}`

/**
 * Number and kinds of open flags of each record, for filtering and sorting lists. Each district of a round is
 * a part; its version is the state of everything that its checks read. A district with uncompared interviews
 * is left for the next run: a possible copy must not be shown as clean.
 */
export function flagProjection({ checker, study }: FlagDeps): Projection {
	async function parts(session: Session): Promise<ProjectionPart[]> {
		const known = await listProgress(session, name)
		const found: ProjectionPart[] = []
		for (const round of (await study.current()).rounds) {
			for (const { district, stamp, uncompared } of await checker.districtStates(round)) {
				const part = partOf(round, district)
				if (uncompared === 0 && known.get(part)?.version !== stamp) found.push({ part, version: stamp })
			}
			// Photos arrive later than their entries, so that the log has no state of its own.
			if (await hasFlagChanges(session, await ofMaterial(session, round)))
				found.push({ part: partOf(round, materialPart), version: '' })
		}
		return found
	}
	async function ofMaterial(session: Session, round: Round): Promise<OpenFlags[]> {
		const found: OpenFlags[] = []
		for (const [district, { flags, material }] of await checker.lookAtMaterial(session, round))
			found.push(...(await openOf(session, { round, district }, flags, material)))
		return found
	}
	async function checkDistrict(store: Store, place: FlagScope, { version, save }: ProjectionBatch) {
		const { round, district } = place
		const { districts } = await checker.checkRound(round, district)
		const { flags = [], interviews = [] } = districts.get(district) ?? {}
		await store.write(async (session) => {
			// The interviews have changed meanwhile and are checked again; other changes are found by the version
			// next time.
			const [now] = await interviewChanges(session, round.code, district)
			if (!version.startsWith(`${now?.n} `)) return
			await saveOpenFlags(session, await openOf(session, place, flags, interviews))
			await save(session, null)
		})
	}
	return {
		name,
		after: 'similarity',
		parts,
		async apply(store, batch) {
			const [code, district = ''] = batch.part.split(' ')
			const round = (await study.current()).rounds.find((each) => each.code === code)
			if (!round) return null
			if (district === materialPart)
				await store.write(async (session) => saveOpenFlags(session, await ofMaterial(session, round)))
			else await checkDistrict(store, { round, district }, batch)
			return null
		},
		async lag(session) {
			return (await parts(session)).length
		},
	}
}

interface FlagScope {
	readonly round: Round
	readonly district: string
}

async function openOf(
	session: Session,
	{ round, district }: FlagScope,
	flags: readonly QualityFlag[],
	records: readonly { readonly record: string }[],
): Promise<OpenFlags[]> {
	const open = openKinds(flags, decisionsByFlag(await flagDecisions(session, round.code, { district })))
	return records.map(({ record }) => ({ record, kinds: open.get(record) ?? [] }))
}

/** Returns the kinds of open flags by interview. */
export const openKinds = (
	flags: readonly QualityFlag[],
	decided: ReturnType<typeof decisionsByFlag>,
): Map<string, string[]> =>
	new Map(
		[
			...byKey(
				listedFlags(
					flags.filter(({ kind }) => flagKinds[kind].about === 'interview'),
					decided,
				).filter(({ state }) => state === 'open'),
				({ subject }) => subject,
			),
		].map(([record, own]) => [record, own.map(({ kind }) => kind)]),
	)
