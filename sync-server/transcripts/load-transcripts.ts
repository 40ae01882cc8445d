import type { FormVersion } from '#shared/export/parts-across-versions'
import { planTables } from '#shared/export/table-plan'
import { inRow } from '#shared/forms/answers'
import { detectIdentifier } from '#shared/forms/detect-identifier'
import type { FormDefinition } from '#shared/forms/form-definition'
import { type FormNode, nodesOf } from '#shared/forms/form-nodes'
import { isNoAnswer } from '#shared/forms/non-response-codes'
import { findTranscriptStructure, type TranscriptAnswers } from '#shared/forms/transcript-structure'
import { transcriptForms } from '#shared/study/transcript-forms'
import type { CodedTranscript, CodingByCoder, LabelledChoice } from '#shared/transcripts/coded-transcripts'
import { type NoteTakerRecord, type Passage, passagesOf } from '#shared/transcripts/passages'
import {
	buildSecondNoteFilter,
	type MergedTranscript,
	mergeTranscripts,
} from '../export/merged-transcripts.ts'
import { secondNoteForms } from '../export/second-note-forms.ts'
import { withYields } from '../export/select-answers.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import { streamRecords } from '../storage/exports/export-records.ts'
import { codingsOf } from '../storage/records/codings.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'

interface TranscriptForm {
	readonly versions: readonly FormVersion[]
	readonly joining: readonly (readonly FormVersion[])[]
}

/** Returns all versions of the forms with transcripts, with those of their second notes. */
async function transcriptFormsOf(forms: FormRepository): Promise<TranscriptForm[]> {
	const current = (await forms.current()).filter(({ definition }) => {
		const structure = findTranscriptStructure({ nodes: nodesOf(definition) })
		return structure !== null && !structure.roles.joins
	})
	return Promise.all(
		current.map(async ({ id }) => ({
			versions: await forms.versions(id),
			joining: await secondNoteForms(forms, id),
		})),
	)
}

/**
 * Returns the transcripts that match a filter, as files may disclose them, with all codings; without those of
 * which nothing is disclosed. No names: speakers are seats. A round has some dozens or hundreds, so all fit
 * into memory.
 */
export async function loadTranscripts(
	{
		store,
		forms,
	}: { readonly store: Pick<Store, 'atOneMoment' | 'project'>; readonly forms: FormRepository },
	filter: RecordFilter,
): Promise<CodedTranscript[]> {
	const known = await transcriptFormsOf(forms)
	return store.atOneMoment(async (moment) => {
		const transcripts: CodedTranscript[] = []
		for (const form of known)
			for await (const merged of withYields(mergedTranscriptsOf(moment, form, filter)))
				transcripts.push(toCodedTranscript(merged))
		return withCodings(
			moment,
			transcripts.filter(({ passages }) => passages.length > 0),
		)
	})
}

function mergedTranscriptsOf(
	session: Session,
	{ versions, joining }: TranscriptForm,
	filter: RecordFilter,
): AsyncGenerator<MergedTranscript> {
	const plan = planTables(versions, { values: 'codes', byteOrderMark: false })
	const own = { ...filter, form: versions.at(-1)?.definition.id }
	return mergeTranscripts(
		versions,
		plan,
		() => streamRecords(session, own),
		joining.map((its) => ({
			versions: its,
			records: () => streamRecords(session, buildSecondNoteFilter(filter, its)),
		})),
	)
}

function toCodedTranscript({ notes, turns }: MergedTranscript): CodedTranscript {
	const written = notes.map(
		({ row, definition, read }): NoteTakerRecord => ({
			record: row.id,
			by: row.owner_code,
			definition,
			read,
		}),
	)
	const [first] = written
	if (!first) throw new Error('a transcript has notes')
	const { row } = notes[0]
	const { definition } = first
	const facts = transcriptForms[definition.id]
	const nodes = nodesOf(definition)
	const named = (name: string | undefined) => nodes.find(({ part }) => part.name === name)
	const choiceOf = (name: string | undefined) =>
		formatChoice(definition, named(name), first.read.disclosed, '')
	const sexes = sexBySeat(first, named(facts?.sex))
	return {
		id: row.id,
		form: definition.id,
		formTitle: definition.title,
		district: row.district,
		group: choiceOf(facts?.group),
		startedAt: row.started,
		mayBeNamed: facts?.mayBeNamed
			? choiceOf(facts.mayBeNamed.question)?.code === facts.mayBeNamed.answer
			: true,
		passages: passagesOf(turns, written, facts?.quotes ?? []).map((passage) => ({
			...passage,
			themes: [...passage.themes],
			sex: sexes(passage),
			identifying: detectIdentifier(passage.text),
			codings: [],
		})),
	}
}

/** Returns the sex of speakers: by seat, or of the single respondent. */
function sexBySeat(
	{ definition, read: { structure, disclosed } }: NoteTakerRecord,
	node: FormNode | undefined,
) {
	const seat = structure.roles.seat
	const repeat = node?.repeats.at(-1)
	if (!node || (repeat && !seat)) return () => null
	if (!repeat || !seat) {
		const one = formatChoice(definition, node, disclosed, '')
		return ({ speaker }: Passage) => (Number(speaker) === 0 && speaker !== '' ? null : one)
	}
	const bySeat = new Map(
		disclosed
			.rows(repeat.template)
			.map((row) => [
				disclosed.read(inRow(row, seat.suffix)),
				formatChoice(definition, node, disclosed, row),
			]),
	)
	return ({ speaker }: Passage) => bySeat.get(speaker) ?? null
}

/** Returns the choice; null if the respondent did not want to say. */
function formatChoice(
	definition: FormDefinition,
	node: FormNode | undefined,
	disclosed: TranscriptAnswers,
	row: string,
): LabelledChoice | null {
	if (node?.part.kind !== 'question') return null
	const code = String(disclosed.read(row === '' ? node.template : inRow(row, node.suffix)))
	const choice = definition.choices[node.part.list ?? '']?.find(({ name }) => name === code)
	return choice && !isNoAnswer(choice) ? { code, label: { ...choice.label } } : null
}

const placeKey = ({ record, path }: { readonly record: string; readonly path: string }) =>
	JSON.stringify([record, path])

async function withCodings(
	session: Session,
	transcripts: readonly CodedTranscript[],
): Promise<CodedTranscript[]> {
	const records = [...new Set(transcripts.flatMap(({ passages }) => passages.map(({ record }) => record)))]
	const { passages: coded, codings } = await codingsOf(session, records)
	const themes = new Map<string, string[]>()
	for (const coding of codings) {
		const key = `${placeKey(coding)} ${coding.person}`
		themes.set(key, [...(themes.get(key) ?? []), coding.theme])
	}
	const byPlace = new Map<string, typeof coded>()
	for (const each of coded) byPlace.set(placeKey(each), [...(byPlace.get(placeKey(each)) ?? []), each])
	return transcripts.map((transcript) => ({
		...transcript,
		passages: transcript.passages.map((passage) => ({
			...passage,
			codings: (byPlace.get(placeKey(passage)) ?? []).map(
				({ person, passage_digest, is_quote, memo, at, ...place }): CodingByCoder => ({
					by: person,
					at,
					memo,
					isQuote: is_quote === 1,
					isChanged: passage_digest !== passage.textDigest,
					themes: themes.get(`${placeKey(place)} ${person}`) ?? [],
				}),
			),
		})),
	}))
}
