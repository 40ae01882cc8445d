import { inflateRawSync } from 'node:zlib'
import { ZipFile } from 'yazl'
import { byteOrderMark, formatCsvRow } from '#shared/export/csv-rows'
import { type Answer, templateOf } from '#shared/forms/answers'
import { type CompiledForm, choicesOf } from '#shared/forms/compile-form'
import { labelText } from '#shared/forms/label-text'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import { limits } from '#shared/sync/protocol'
import type { FileStore } from '../attachments/file-store.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import { findRevisions } from '../review/record-history.ts'
import { attachmentsOf } from '../storage/records/attachments.ts'
import type { Store } from '../storage/store.ts'
import { groupQuarantineByRecord } from './record-contents.ts'

/**
 * Builds the file with all data of a record for its respondent: the current answers in readable form; the
 * history with each revision as sent, also quarantined ones; and the attachments.
 */
export async function personsData(
	{
		store,
		forms,
		files,
	}: { readonly store: Store; readonly forms: FormRepository; readonly files: FileStore },
	record: string,
	language: string,
): Promise<NodeJS.ReadableStream> {
	const { reading } = store
	const found = await findRevisions(store, forms, record)
	const stored = await store.revisionsOf(record)
	const held = (await groupQuarantineByRecord(reading)).get(record) ?? []
	const attachments = await attachmentsOf(reading, [record])
	const currentAnswers = found ? getCurrentAnswers(found.view) : new Map<string, Answer>()
	const zip = new ZipFile()
	const add = (name: string, text: string) => zip.addBuffer(Buffer.from(text), name)
	add('answers.csv', byteOrderMark + answerLines(currentAnswers, found?.form ?? null, language).join(''))
	add(
		'record.json',
		JSON.stringify(
			{
				record,
				withdrawalCode: withdrawalCodeOf(record),
				form: found?.formId ?? null,
				answers: Object.fromEntries(currentAnswers),
				comments: found?.view.notes.map(({ about, text }) => ({ about, text })) ?? [],
				history: stored.map(({ id, received, role, bytes }) => ({ id, received, role, said: asSent(bytes) })),
				heldBack: held.map(({ id, bytes }) => ({ id, said: asSent(bytes) })),
				files: attachments.map(({ name, size, received }) => ({ name, size, received })),
			},
			null,
			'\t',
		),
	)
	for (const { name, hash } of attachments) {
		// A file that the disk lost does not affect the others.
		if (!(await files.has(hash))) continue
		zip.addReadStreamLazy(`files/${name}`, { compress: false }, (give) => {
			files.read(hash).then(
				(stream) => give(null, stream),
				(thrown: unknown) => give(thrown, null as never),
			)
		})
	}
	zip.end()
	return zip.outputStream
}

/** Rows with question and answer in readable form, next to the stored value. */
function answerLines(
	answers: ReadonlyMap<string, Answer>,
	form: CompiledForm | null,
	language: string,
): string[] {
	const lines = [...answers].map(([path, answer]) => {
		const part = form?.byTemplate.get(templateOf(path))?.part
		const choices = form && part ? choicesOf(form.definition, part) : []
		const label = (code: string) => {
			const choice = choices.find(({ name }) => name === code)
			return choice ? labelText(choice.label, language) : code
		}
		const question = labelText(part?.label, language)
		const text = typeof answer === 'object' ? answer.map(label).join(' · ') : label(String(answer))
		return formatCsvRow(
			[],
			[question, text, path, typeof answer === 'object' ? answer.join(' ') : String(answer)],
		)
	})
	return [formatCsvRow([], ['question', 'answer', 'path', 'stored']), ...lines]
}

/** Inflates a revision as it was sent. Null if it is unreadable. */
function asSent(deflated: Uint8Array): unknown {
	try {
		return JSON.parse(
			inflateRawSync(deflated, { maxOutputLength: limits.plainRevision }).toString('utf8'),
		) as unknown
	} catch {
		return null
	}
}
