import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { finishedStatuses } from '#shared/coverage/coverage'
import { type Audience, audiences, buildDisclosureRules } from '#shared/export/public-use-file'
import type { NewRelease, Release, ReleaseVerification } from '#shared/export/release'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { coverageForms } from '#shared/study/record-attributes'
import type { FormRepository } from '../forms/form-repository.ts'
import { serverRandom } from '../people/invitations.ts'
import { countForExport } from '../storage/exports/export-records.ts'
import { countRejectedSince } from '../storage/exports/records-as-of.ts'
import type { ReleaseRow } from '../storage/exports/releases.ts'
import { listWeightSets } from '../storage/exports/weights.ts'
import { countErasedSince } from '../storage/privacy/erasures.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'
import type { ExportSource } from './export-source.ts'
import { recordsMeetingCondition } from './record-condition.ts'
import { secondNoteForms } from './second-note-forms.ts'
import { createSourceAsOf } from './source-as-of.ts'
import { licensedWeights, weightsFile } from './weights-file.ts'
import { type FileWritten, type Watcher, writeExport } from './write-export.ts'

export interface ReleaseDeps {
	readonly store: Store
	readonly forms: FormRepository
	readonly onFailure: (thrown: unknown) => void
}

/** Stored parameters of a release. */
export interface Pinned extends NewRelease {
	/** Versions of its form that existed. */
	readonly versions: readonly number[]
	/** Versions that existed of the forms whose records are second notes of its transcripts. */
	readonly joining: readonly { readonly form: string; readonly versions: readonly number[] }[]
	/** Number of the weight set it includes. Null if there was none yet; undefined if it includes no weights. */
	readonly weights: number | null | undefined
	readonly seq: number
	/**
	 * True if conflicts are exported with resolved ones. Absent in older releases, which have the open ones
	 * only.
	 */
	readonly withDecided?: boolean
	/** Quoting of cells. Absent in older releases, which must stay identical to the byte. */
	readonly cells?: 2
	readonly isDemonstration: boolean
}

export interface DownloadContext {
	readonly signal: AbortSignal
	readonly longestStallMs: number
	readonly watch?: Watcher
}

const weightsName = 'weights.csv'
/**
 * Licensed files have weights in their table, as they have clusters; public-use files have neither
 * (docs/decisions/091).
 */
const isWeighed = ({ form, kind }: Pick<NewRelease, 'form' | 'kind'>): boolean =>
	form === coverageForms.household && kind !== 'anybody'

async function newestSet({ reading, project }: Store, round: string): Promise<number | null> {
	const [newest] = await listWeightSets(reading, { project, round })
	return newest ? Number(newest.n) : null
}

export const isForOthers = (kind: Release['kind']): kind is Audience => kind in audiences

/**
 * Filter for the records of a release, apart from districts and condition. It covers the whole project: the
 * same for every role that may download it.
 */
export const filterOfRelease = (
	{ form, round, approvedOnly, isDemonstration }: Pinned,
	{ role }: Pick<Person, 'role'>,
): RecordFilter => ({
	form,
	round,
	role,
	districts: 'all',
	statuses: approvedOnly ? ['approved'] : finishedStatuses,
	void: false,
	demonstration: isDemonstration,
})

/** @throws Problem as `recordsMeetingCondition` */
export async function sourceOfRelease(
	{ forms }: Pick<ReleaseDeps, 'store' | 'forms'>,
	{ seq, kind, form, versions: own, joining, withDecided = false, districts, where }: Pinned,
): Promise<(session: Session) => ExportSource> {
	const versions = new Map([[form, own], ...joining.map((each) => [each.form, each.versions] as const)])
	const known = (await forms.versions(form)).filter(({ version }) => own.includes(version))
	const meets =
		districts || where !== undefined
			? { form, isIncluded: recordsMeetingCondition({ districts, where }, known) }
			: undefined
	const moment = { forms, versions, seq, withoutEdits: kind === 'raw', withDecided, meets }
	return (session) => createSourceAsOf(session, moment)
}

/**
 * Writes the zip of a release, identical every time: from the revisions up to its sequence number, with the
 * form versions that existed then. `onManifest` receives the manifest before the last byte.
 *
 * @throws whatever reading the first records throws
 */
export async function writeRelease(
	deps: ReleaseDeps,
	pinned: Pinned,
	person: Pick<Person, 'role'>,
	reading: DownloadContext,
	onManifest: (text: string, files: readonly FileWritten[]) => void = () => {},
): Promise<Readable> {
	const { store, forms, onFailure } = deps
	const { form, kind, values, mark } = pinned
	const pinnedOf = async (of: string, versions: readonly number[]) =>
		(await forms.versions(of)).filter(({ version }) => versions.includes(version))
	if (isForOthers(kind)) await demandEnough(store, pinned, kind, person)
	const { round, weights } = pinned
	const besides =
		weights && !isForOthers(kind)
			? [{ name: weightsName, text: (await weightsFile(store, { round, n: weights })).csv }]
			: []
	return writeExport(store, {
		extraFiles: besides,
		versions: await pinnedOf(form, pinned.versions),
		joining: isForOthers(kind)
			? []
			: await Promise.all(pinned.joining.map((each) => pinnedOf(each.form, each.versions))),
		formOf: (version) => forms.compiled(form, version),
		source: await sourceOfRelease(deps, pinned),
		filter: filterOfRelease(pinned, person),
		options: {
			values,
			byteOrderMark: mark,
			audience: isForOthers(kind) ? kind : undefined,
			licensedWeights:
				weights && isForOthers(kind) ? await licensedWeights(store, { round, n: weights }) : undefined,
			cells: pinned.cells === 2 ? undefined : 'as-before',
		},
		media: null,
		format: 'csv',
		manifest(files) {
			const text = manifestOf(pinned, files)
			onManifest(text, files)
			return text
		},
		isDemonstration: pinned.isDemonstration,
		...reading,
		onFailure,
	})
}

/**
 * Rejects a public export of too few people; repeated at each download, since records may have been
 * withdrawn. @throws Problem `too-few-records-for-public-use`
 */
async function demandEnough(
	store: Store,
	pinned: Pinned,
	kind: Audience,
	person: Pick<Person, 'role'>,
): Promise<void> {
	const fewest = audiences[kind]
	const { records } = await countForExport(store.reading, filterOfRelease(pinned, person))
	if (records < fewest) throw new Problem('too-few-records-for-public-use', { fewest })
}

/**
 * Manifest of the zip: contents and origin, enough to identify it, independent of time and place of writing.
 * For external audiences it leaves out notes, which are free text, and sequence numbers, which reveal how
 * much had arrived.
 */
function manifestOf(pinned: Pinned, files: readonly FileWritten[]): string {
	const { name, notes, form, versions, joining, round, kind, values, approvedOnly, seq, weights } = pinned
	const { districts, where } = pinned
	const weighed = weights === undefined ? {} : { weights: weights && { set: weights, file: weightsName } }
	const licensed = isForOthers(kind) && weights ? { weights: { set: weights } } : {}
	const narrowed = { ...(districts && { districts }), ...(where !== undefined && { where }) }
	const own = isForOthers(kind) ? licensed : { notes, joining, approvedOnly, ...narrowed, seq, ...weighed }
	const manifest = { name, form, versions, round, kind, values, ...own, files }
	return `${JSON.stringify(manifest, null, '\t')}\n`
}

interface MeasuredRelease {
	readonly bytes: number
	readonly checksum: string
	readonly content: string
	readonly records: number
}

/** Writes a release without storing it, for its checksum and size. */
async function measureRelease(
	deps: ReleaseDeps,
	pinned: Pinned,
	person: Pick<Person, 'role'>,
	reading: DownloadContext,
): Promise<MeasuredRelease> {
	const zip = createHash('sha256')
	let [bytes, content, records] = [0, '', 0]
	const out = await writeRelease(deps, pinned, person, reading, (text, files) => {
		content = createHash('sha256').update(text).digest('hex')
		// The first table has a row for each record, after its header.
		records = (files[0]?.lines ?? 1) - 1
	})
	for await (const part of out as AsyncIterable<Buffer>) {
		zip.update(part)
		bytes += part.length
	}
	return { bytes, checksum: zip.digest('hex'), content, records }
}

/**
 * Creates a release from the current state, without saving it.
 *
 * @throws Problem `not-found`, `public-use-not-allowed`, `too-few-records-for-public-use`, `input-invalid`; as `recordsMeetingCondition`
 */
export async function createRelease(
	deps: ReleaseDeps,
	person: Person,
	request: NewRelease,
	{
		at,
		isDemonstration,
		...reading
	}: DownloadContext & { readonly at: string; readonly isDemonstration: boolean },
): Promise<ReleaseRow> {
	const { store, forms } = deps
	// A version that is published after this has no records up to this number.
	const { seq } = await store.head()
	const known = await forms.versions(request.form)
	if (known.length === 0) throw new Problem('not-found')
	const numbersOf = (all: typeof known) => all.map(({ version }) => version)
	const joining = (await secondNoteForms(forms, request.form)).map((all) => ({
		form: all.at(-1)?.id ?? '',
		versions: numbersOf(all),
	}))
	const { kind, values, mark, approvedOnly, districts, where } = request
	const storedOptions: StoredReleaseOptions = {
		kind,
		values,
		mark,
		approvedOnly,
		districts: districts && [...new Set(districts)].sort(),
		where,
		versions: numbersOf(known),
		joining,
		withDecided: true,
		cells: 2,
		weights: isWeighed(request) ? await newestSet(store, request.round) : undefined,
	}
	const pinned: Pinned = { ...request, ...storedOptions, seq, isDemonstration }
	if (isForOthers(request.kind)) {
		if (!buildDisclosureRules(known)) throw new Problem('public-use-not-allowed')
		// Public exports have no other filters.
		for (const field of ['approvedOnly', 'districts', 'where'] as const)
			if (request[field]) throw new Problem('input-invalid', { field })
	}
	const out = await measureRelease(deps, pinned, person, reading)
	const row: ReleaseRow = {
		id: randomId(serverRandom),
		project: store.project,
		name: request.name,
		notes: request.notes,
		form: request.form,
		round: request.round,
		seq,
		person: person.id,
		at,
		superseded: null,
		options: JSON.stringify(storedOptions),
		...out,
	}
	return row
}

type StoredReleaseOptions = Omit<Pinned, 'name' | 'notes' | 'form' | 'round' | 'seq' | 'isDemonstration'>
/** Parses the JSON options of a release row. */
export const parseReleaseOptions = ({ options }: Pick<ReleaseRow, 'options'>): StoredReleaseOptions =>
	JSON.parse(options)

/** Converts a row of the table to release parameters. */
export const pinnedBy = (row: ReleaseRow, isDemonstration: boolean): Pinned => ({
	...parseReleaseOptions(row),
	name: row.name,
	notes: row.notes,
	form: row.form,
	round: row.round,
	seq: Number(row.seq),
	isDemonstration,
})

/** Writes a release again, without storing it, and compares it with the stored checksum. */
export async function checkRelease(
	deps: ReleaseDeps,
	row: ReleaseRow,
	pinned: Pinned,
	person: Pick<Person, 'role'>,
	reading: DownloadContext,
): Promise<ReleaseVerification> {
	const out = await measureRelease(deps, pinned, person, reading)
	const outcome = out.checksum === row.checksum ? 'same' : out.content === row.content ? 'packing' : 'other'
	const isOther = outcome === 'other'
	return {
		outcome,
		gone: isOther ? await countErasedSince(deps.store.reading, pinned.seq) : 0,
		keptOut: isOther ? await countRejectedSince(deps.store.reading, pinned.seq) : 0,
	}
}
