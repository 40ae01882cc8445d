import type { Readable } from 'node:stream'
import * as z from 'zod/mini'
import { type AuditKind, fieldsOf } from '#shared/access/access-log'
import type { Person } from '#shared/access/people'
import { may } from '#shared/access/roles'
import { roundsFor } from '#shared/campaign/campaign'
import { dayOf } from '#shared/campaign/campaign-day'
import { finishedStatuses } from '#shared/campaign/coverage'
import { coverageForms } from '#shared/campaign/record-facts'
import { type ExportFormat, exportFormatNames, exportFormats } from '#shared/export/export-formats'
import {
	type Audience,
	audiences,
	buildDisclosureRules,
	type LicensedWeights,
} from '#shared/export/for-others'
import type { FormVersion } from '#shared/export/known-parts'
import { weightReportSchema } from '#shared/figures/weight-sets'
import { Problem } from '#shared/kernel/problem'
import type { AuditEvent } from '../access-log/log-lines.ts'
import type { WeightsInBook } from '../export/ddi-study.ts'
import { createCurrentSource } from '../export/export-source.ts'
import { joiningForms } from '../export/joining-forms.ts'
import type { DownloadContext } from '../export/releases.ts'
import { licensedWeights } from '../export/weights-file.ts'
import { writeExport } from '../export/write-export.ts'
import { countForExport } from '../storage/export-queries.ts'
import type { RecordFilter } from '../storage/record-queries.ts'
import { listWeightSets } from '../storage/weight-table.ts'
import type { Deps } from './deps.ts'
import { traceOf } from './failures.ts'
import { filterFor, getValidScope, recordQuery } from './record-filter.ts'

/** A file that somebody may take, and has not yet. */
export interface Download {
	/** As it is saved. */
	readonly name: string
	/** Content type. */
	readonly type: string
	/** What the log says of it. */
	readonly auditEvent: AuditEvent & { readonly kind: Extract<AuditKind, 'files-taken' | 'release-taken'> }
	readonly records: number
	/** `door`: who says what went wrong after the first byte. @throws whatever reading the first records throws */
	write(reading: DownloadContext, door: string): Promise<Readable>
}

/** Whose answers go in. */
export const exportedRecords = z.object({
	...recordQuery.shape,
	form: z.string(),
	round: z.string(),
	/** A draft is in no file, whoever asks. */
	status: z.optional(z.enum(finishedStatuses)),
})

/** An export as it is asked for. */
export const exportQuerySchema = z.object({
	...exportedRecords.shape,
	values: z.string().check(z.regex(/^(codes|[a-z]{2,3}(-[A-Za-z]{2,8})?)$/)),
	mark: z.optional(z.enum(['0', '1'])),
	format: z.optional(z.enum(exportFormatNames)),
	/** With the pictures, sounds and files that are at the server. */
	media: z.optional(z.enum(['0', '1'])),
	/** Of a workbook: codes with their labels in a column beside them, in the language of `values`, or else in the form's first. */
	labels: z.optional(z.enum(['beside'])),
	/** Rows of repeats beside each other in the records' own table. */
	wide: z.optional(z.enum(['0', '1'])),
	/** Not rounded to their cell. */
	places: z.optional(z.enum(['exact'])),
	/** Without what tells who somebody is. */
	for: z.optional(z.enum(Object.keys(audiences) as Audience[])),
})
export type ExportQuery = z.infer<typeof exportQuerySchema>

const fileTypes: Partial<Readonly<Record<ExportFormat, string>>> = {
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

export const exportFilter = (
	person: Person,
	campaign: Parameters<typeof filterFor>[1],
	query: z.infer<typeof exportedRecords>,
): RecordFilter => ({
	...filterFor(person, campaign, query),
	statuses: query.status ? [query.status] : finishedStatuses,
	void: false,
})

/** @throws Problem `not-allowed`, `input-invalid`, `not-found`, `not-for-others`, `too-few-for-others` */
export async function prepareExportDownload(
	deps: Deps,
	person: Person,
	query: ExportQuery,
): Promise<Download> {
	const { store, forms, now } = deps
	const { form, values, mark, media, wide, places, labels, format = 'csv', for: audience } = query
	if (!exportFormats[format].holdsMedia && media === '1')
		throw new Problem('input-invalid', { field: 'media' })
	if (!exportFormats[format].hasLabelsBeside && labels)
		throw new Problem('input-invalid', { field: 'labels' })
	if (!exportFormats[format].canBeWide && wide === '1') throw new Problem('input-invalid', { field: 'wide' })
	if (audience && !exportFormats[format].isForOthers) throw new Problem('input-invalid', { field: 'format' })
	if (places === 'exact' && !may(person.role, 'places.exact')) throw new Problem('not-allowed')
	const campaign = await deps.study.current()
	const round = roundsFor(person, campaign).find(({ code }) => code === query.round)
	if (!round) throw new Problem('not-found')
	const filter = exportFilter(person, campaign, query)
	/** As it is now: a file may be written long after it was asked for. */
	async function looked() {
		const versions = await forms.versions(form)
		if (versions.length === 0) throw new Problem('not-found')
		if (audience) checkForOthers(query, versions)
		const { records } = await countForExport(store.reading, store.project, filter)
		if (audience && records < audiences[audience])
			throw new Problem('too-few-for-others', { fewest: audiences[audience] })
		return { versions, records }
	}
	const { records } = await looked()
	const day = dayOf(now())
	// two of one day are told apart by what is in them
	const parts = [
		...[form, round.code, ...(audience ? [`for-${audience}`] : [])],
		...(format === 'csv' || format === 'xlsx' ? [] : [format]),
		...(labels ? ['codes-and-labels'] : []),
		...(values === 'codes' || !exportFormats[format].hasLabels ? [] : [`labels-${values}`]),
		...(wide === '1' ? ['wide'] : []),
		...(places === 'exact' ? ['exact-places'] : []),
		...(media === '1' ? ['with-media'] : []),
		day,
	]
	const name = `${round.demonstration ? 'DEMONSTRATION-' : ''}${parts.join('-')}.${format === 'xlsx' ? 'xlsx' : 'zip'}`
	return {
		name: fileName(name),
		type: fileTypes[format] ?? 'application/zip',
		records,
		auditEvent: {
			kind: 'files-taken',
			of: form,
			...getValidScope(query, campaign),
			many: records,
			fields: [...fieldsOf(query), ...(audience ? [`for-${audience}` as const] : [])],
		},
		async write(reading, door) {
			const { versions } = await looked()
			return writeExport(store, {
				versions,
				joining: await joiningForms(forms, form),
				formOf: (version) => forms.compiled(form, version),
				source: (db) => createCurrentSource(db, store.project),
				manifest: null,
				weights: format === 'codebook' ? await weightsInBook(deps, form, round.code) : null,
				format,
				filter,
				options: {
					values,
					byteOrderMark: mark !== '0',
					exactPlaces: places === 'exact',
					audience,
					licensedWeights: await newestLicensed(deps, form, { round: round.code, audience }),
				},
				media: media === '1' ? deps.files : null,
				isWide: wide === '1',
				hasLabels: labels === 'beside',
				isDemonstration: round.demonstration,
				...reading,
				onFailure: (thrown) => deps.onFailure(`${door}: ${traceOf(thrown)}`),
			})
		},
	}
}

/** Only interviews of the household survey are weighted. */
async function weightsInBook({ store }: Deps, form: string, round: string): Promise<WeightsInBook | null> {
	if (form !== coverageForms.household) return null
	const [newest] = await listWeightSets(store.reading, { project: store.project, round })
	if (!newest) return null
	const { interviews, weighted } = weightReportSchema.parse(JSON.parse(newest.report))
	return { set: newest.n, at: newest.at, interviews, weighted }
}

/** The newest weights of a round, for a file for researchers; undefined where there are none, or none belong in. */
async function newestLicensed(
	{ store }: Pick<Deps, 'store'>,
	form: string,
	{ round, audience }: { readonly round: string; readonly audience: Audience | undefined },
): Promise<LicensedWeights | undefined> {
	if (form !== coverageForms.household || audience !== 'researchers') return undefined
	const [newest] = await listWeightSets(store.reading, { project: store.project, round })
	return newest && licensedWeights(store, { round, n: Number(newest.n) })
}

/** What every system can call a file. */
export const fileName = (name: string): string => name.replace(/[^\w.-]/g, '_')

/** By nothing else is a file for others narrowed: two that differ by one record would tell that one. */
const takenForOthers = ['form', 'round', 'values', 'mark', 'format', 'labels', 'for']

/** @throws Problem `input-invalid`, `not-for-others` */
function checkForOthers(query: object, versions: readonly FormVersion[]): void {
	const [field] = Object.keys(query).filter((name) => !takenForOthers.includes(name))
	if (field !== undefined) throw new Problem('input-invalid', { field })
	if (!buildDisclosureRules(versions)) throw new Problem('not-for-others')
}
