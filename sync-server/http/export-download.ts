import type { Readable } from 'node:stream'
import { finishedStatuses } from '#shared/coverage/coverage'
import { type ExportFormat, exportFormats } from '#shared/export/export-formats'
import type { ExportedRecords, ExportQuery } from '#shared/export/export-query'
import { findRefusedSwitch, switchesInName } from '#shared/export/export-switches'
import type { FormVersion } from '#shared/export/parts-across-versions'
import {
	type Audience,
	audiences,
	buildDisclosureRules,
	type LicensedWeights,
} from '#shared/export/public-use-file'
import { Problem } from '#shared/kernel/problem'
import { type AuditKind, fieldsOf } from '#shared/people/audit-log'
import type { Person } from '#shared/people/people'
import { may } from '#shared/people/roles'
import { weightReportSchema } from '#shared/results/weight-sets'
import { coverageForms } from '#shared/study/record-attributes'
import { roundsFor } from '#shared/study/study'
import { dayOf } from '#shared/study/study-day'
import type { AuditEvent } from '../audit-log/entries.ts'
import type { WeightsInBook } from '../export/ddi-study.ts'
import { createCurrentSource } from '../export/export-source.ts'
import type { DownloadContext } from '../export/releases.ts'
import { secondNoteForms } from '../export/second-note-forms.ts'
import { licensedWeights } from '../export/weights-file.ts'
import { writeExport } from '../export/write-export.ts'
import { countForExport } from '../storage/exports/export-records.ts'
import { listWeightSets } from '../storage/exports/weights.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import type { Deps } from './deps.ts'
import { filterFor, getValidScope } from './record-filter.ts'

type DownloadKind = Extract<AuditKind, 'export-downloaded' | 'release-downloaded'>

/** A file that is ready to be written. */
export interface Download<Kind extends DownloadKind = DownloadKind> {
	/** File name. */
	readonly name: string
	/** Content type. */
	readonly type: string
	/** Log entry for the download. */
	readonly auditEvent: AuditEvent & { readonly kind: Kind }
	readonly records: number
	/**
	 * Writes the file. `onFailure`: called with later errors. @throws whatever reading the first records throws
	 */
	write(reading: DownloadContext, onFailure: (thrown: unknown) => void): Promise<Readable>
}

const fileTypes: Partial<Readonly<Record<ExportFormat, string>>> = {
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

export const exportFilter = (
	person: Person,
	study: Parameters<typeof filterFor>[1],
	query: ExportedRecords,
): RecordFilter => ({
	...filterFor(person, study, query),
	statuses: query.status ? [query.status] : finishedStatuses,
	void: false,
})

/** @throws Problem `not-allowed`, `input-invalid`, `not-found`, `public-use-not-allowed`, `too-few-records-for-public-use` */
export async function prepareExportDownload(
	deps: Deps,
	person: Person,
	query: ExportQuery,
): Promise<Download<'export-downloaded'>> {
	const { store, forms, now } = deps
	const { form, values, mark, media, wide, places, labels, format = 'csv', for: audience } = query
	demandOffered(person, query)
	const study = await deps.study.current()
	const round = roundsFor(person, study).find(({ code }) => code === query.round)
	if (!round) throw new Problem('not-found')
	const filter = exportFilter(person, study, query)
	/** Reads the current state: a file may be written long after it was requested. */
	async function checkExport() {
		const versions = await forms.versions(form)
		if (versions.length === 0) throw new Problem('not-found')
		if (audience) checkForOthers(query, versions)
		const { records } = await countForExport(store.reading, filter)
		if (audience && records < audiences[audience])
			throw new Problem('too-few-records-for-public-use', { fewest: audiences[audience] })
		return { versions, records }
	}
	const { records } = await checkExport()
	return {
		name: nameOfExport(query, round, dayOf(now())),
		type: fileTypes[format] ?? 'application/zip',
		records,
		auditEvent: {
			kind: 'export-downloaded',
			of: form,
			...getValidScope(query, study),
			many: records,
			fields: [...fieldsOf(query), ...(audience ? [`for-${audience}` as const] : [])],
		},
		async write(reading, onFailure) {
			const { versions } = await checkExport()
			return writeExport(store, {
				versions,
				joining: await secondNoteForms(forms, form),
				formOf: (version) => forms.compiled(form, version),
				source: createCurrentSource,
				manifest: null,
				weights:
					format === 'codebook' ? await weightsInBook(deps, person, { form, round: round.code }) : null,
				format,
				filter,
				options: {
					values,
					byteOrderMark: mark !== '0',
					exactPlaces: places === 'exact',
					questions: query.questions === undefined ? undefined : new Set(query.questions.split(',')),
					multiple: query.multiple,
					audience,
					licensedWeights: await newestLicensed(deps, form, { round: round.code, audience }),
				},
				media: media === '1' ? deps.files : null,
				isWide: wide === '1',
				hasLabels: labels !== undefined,
				isDemonstration: round.demonstration,
				...reading,
				onFailure,
			})
		},
	}
}

/** @throws Problem `input-invalid` for an option that the format does not have, `not-allowed` */
function demandOffered(person: Person, query: ExportQuery): void {
	const { format = 'csv', multiple, places, for: audience } = query
	const offered = exportFormats[format]
	const refused = findRefusedSwitch(query, offered)
	if (refused !== undefined) throw new Problem('input-invalid', { field: refused })
	if (!offered.hasColumns && multiple) throw new Problem('input-invalid', { field: 'multiple' })
	if (audience && !offered.isForOthers) throw new Problem('input-invalid', { field: 'format' })
	if (places === 'exact' && !may(person.role, 'locations.exact')) throw new Problem('not-allowed')
	// Files for others cover whole rounds: compared with it, one of some districts would reveal suppressed values.
	if (audience && person.districts !== 'all') throw new Problem('not-allowed')
}

/** Name of the file, which contains the options, to distinguish two files of one day. */
function nameOfExport(
	query: ExportQuery,
	round: { readonly code: string; readonly demonstration: boolean },
	day: string,
): string {
	const { form, values, multiple, format = 'csv', for: audience } = query
	const isOneDistrict = query.district !== undefined && !query.district.includes(',')
	const parts = [
		...[form, round.code, ...(audience ? [`for-${audience}`] : [])],
		...(format === 'csv' || format === 'xlsx' ? [] : [format]),
		...switchesInName(query),
		...(values === 'codes' || !exportFormats[format].hasLabels ? [] : [`labels-${values}`]),
		...(multiple ? [`multiple-${multiple}`] : []),
		...(isOneDistrict ? [query.district ?? ''] : []),
		...(isSelection(isOneDistrict ? { ...query, district: undefined } : query) ? ['selection'] : []),
		day,
	]
	const prefix = round.demonstration ? 'DEMONSTRATION-' : ''
	return fileName(`${prefix}${parts.join('-')}.${format === 'xlsx' ? 'xlsx' : 'zip'}`)
}

/** Returns the newest weights for the codebook; only interviews of the household survey have weights. */
async function weightsInBook(
	{ store }: Deps,
	{ districts }: Person,
	{ form, round }: { readonly form: string; readonly round: string },
): Promise<WeightsInBook | null> {
	if (form !== coverageForms.household) return null
	const [newest] = await listWeightSets(store.reading, { project: store.project, round })
	if (!newest) return null
	const { interviews, weighted } = weightReportSchema.parse(JSON.parse(newest.report))
	return { set: newest.n, at: newest.at, counts: districts === 'all' ? { interviews, weighted } : null }
}

/**
 * Returns the newest weights of a round for a licensed file; undefined if there are none, or the file has
 * none.
 */
async function newestLicensed(
	{ store }: Pick<Deps, 'store'>,
	form: string,
	{ round, audience }: { readonly round: string; readonly audience: Audience | undefined },
): Promise<LicensedWeights | undefined> {
	if (form !== coverageForms.household || audience !== 'researchers') return undefined
	const [newest] = await listWeightSets(store.reading, { project: store.project, round })
	return newest && licensedWeights(store, { round, n: Number(newest.n) })
}

/** Reduces a name to characters that every file system accepts. */
export const fileName = (name: string): string => name.replace(/[^\w.-]/g, '_')

/** True for an export of some records or some questions of a round. */
const isSelection = ({ district, status, from, to, questions }: ExportQuery): boolean =>
	[district, status, from, to, questions].some((each) => each !== undefined)

/** Public exports accept no other filters: two files that differ by one record would reveal it. */
const publicUseParameters = ['form', 'round', 'values', 'mark', 'format', 'labels', 'for']

/** @throws Problem `input-invalid`, `public-use-not-allowed` */
function checkForOthers(query: object, versions: readonly FormVersion[]): void {
	const [field] = Object.keys(query).filter((name) => !publicUseParameters.includes(name))
	if (field !== undefined) throw new Problem('input-invalid', { field })
	if (!buildDisclosureRules(versions)) throw new Problem('public-use-not-allowed')
}
