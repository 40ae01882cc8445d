import * as z from 'zod/mini'
import {
	type Compared,
	comparedSchema,
	type NewRelease,
	type Release,
	type ReleaseChecked,
	releaseCheckedSchema,
	releaseSchema,
	type Supersede,
} from '#shared/export/release'
import {
	type Corrected,
	type Correction,
	correctedSchema,
	correctionListSchema,
	type FoundChanges,
	foundChangesSchema,
	type Look,
	type PlaceAsked,
	type QuestionAsked,
	type WrittenTexts,
	writtenTextsSchema,
} from '#shared/revisions/corrections'
import {
	type FileColumns,
	type FileLooked,
	type FilePart,
	fileColumnsSchema,
	type fileHeaderSchema,
	fileLookedSchema,
} from '#shared/revisions/corrections-from-file'
import { type ManyMoved, manyMovedSchema } from '#shared/revisions/many-moves'
import type { RecordQuery } from '#shared/revisions/record-listed'
import { read, searchOf } from './desk-client.ts'
import { getJson, postJson } from './server-client.ts'

/** A million records are read and written out in less. */
export const longestWorkMs = 60 * 60_000

/** Answers set right, or a correction taken back; a few records with each call. */
export const sendCorrection = (correction: Correction): Promise<ManyMoved> =>
	read(manyMovedSchema, postJson('/api/corrections', correction))
export const findChanges = (look: Look): Promise<FoundChanges> =>
	read(foundChangesSchema, postJson('/api/corrections/look', look, longestWorkMs))
export const findTexts = (asked: QuestionAsked): Promise<WrittenTexts> =>
	read(writtenTextsSchema, postJson('/api/corrections/texts', asked, longestWorkMs))
/** What becomes of the columns of a table that comes back. */
export const fileColumns = (asked: z.infer<typeof fileHeaderSchema>): Promise<FileColumns> =>
	read(fileColumnsSchema, postJson('/api/corrections/file/columns', asked))
/** What some lines of it would change. */
export const lookAtPart = (part: FilePart): Promise<FileLooked> =>
	read(fileLookedSchema, postJson('/api/corrections/file', part, longestWorkMs))
/** Disagreements of somebody with herself, and what she said later. */
export const findOwnDisagreements = (place: PlaceAsked): Promise<FoundChanges> =>
	read(foundChangesSchema, postJson('/api/corrections/own-disagreements', place, longestWorkMs))
export type CorrectionPlace = Pick<RecordQuery, 'form' | 'round' | 'district'>
export const corrections = (
	query: CorrectionPlace & { readonly before?: number; readonly broughtIn?: '1' },
): Promise<z.infer<typeof correctionListSchema>> =>
	read(correctionListSchema, getJson(`/api/corrections?${searchOf(query)}`))
export const corrected = (
	id: string,
	query: CorrectionPlace & { readonly after?: number },
): Promise<Corrected> =>
	read(correctedSchema, getJson(`/api/corrections/${encodeURIComponent(id)}?${searchOf(query)}`))

export const releases = (): Promise<Release[]> => read(z.array(releaseSchema), getJson('/api/releases'))
export const makeRelease = (release: NewRelease): Promise<Release> =>
	read(releaseSchema, postJson('/api/releases', release, longestWorkMs))
export const checkRelease = (id: string): Promise<ReleaseChecked> =>
	read(releaseCheckedSchema, postJson(`/api/releases/${encodeURIComponent(id)}/check`, {}, longestWorkMs))
/** What `id` tells otherwise than `other`. */
export const comparedReleases = (id: string, other: string): Promise<Compared> =>
	read(
		comparedSchema,
		getJson(`/api/releases/${encodeURIComponent(id)}/compared?${searchOf({ with: other })}`, longestWorkMs),
	)
export const supersedeRelease = (id: string, supersede: Supersede): Promise<Release> =>
	read(releaseSchema, postJson(`/api/releases/${encodeURIComponent(id)}/supersede`, supersede))
