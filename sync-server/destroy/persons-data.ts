import { inflateRawSync } from 'node:zlib'
import { ZipFile } from 'yazl'
import { byteOrderMark, formatCsvRow } from '#shared/export/csv-cells'
import { type Answer, templateOf } from '#shared/forms/answers'
import { type CompiledForm, choicesOf } from '#shared/forms/compile-form'
import { labelText } from '#shared/forms/label-text'
import { getCurrentAnswers } from '#shared/revisions/view'
import { withdrawalCodeOf } from '#shared/revisions/withdrawal-code'
import { limits } from '#shared/sync/protocol'
import type { FileStore } from '../attachments/file-store.ts'
import type { FormRepository } from '../forms/form-shelf.ts'
import { findRevisions } from '../review/record-history.ts'
import { attachmentsOf } from '../storage/attachment-table.ts'
import type { Store } from '../storage/store.ts'
import { groupQuarantineByRecord } from './everything-of.ts'

/**
 * Everything that is held of a record, to hand to the person whom it is about: the answers as they stand, to be read; the
 * history, each change as it was sent, also what is held back; and pictures, sounds and files.
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
	const { reading: db, project } = store
	const found = await findRevisions(store, forms, record)
	const stored = await store.revisionsOf(record)
	const held = (await groupQuarantineByRecord(db, project)).get(record) ?? []
	const attachments = await attachmentsOf(db, project, [record])
	const standing = found ? getCurrentAnswers(found.view) : new Map<string, Answer>()
	const zip = new ZipFile()
	const add = (name: string, text: string) => zip.addBuffer(Buffer.from(text), name)
	add('answers.csv', byteOrderMark + answerLines(standing, found?.form ?? null, language).join(''))
	add(
		'record.json',
		JSON.stringify(
			{
				record,
				withdrawalCode: withdrawalCodeOf(record),
				form: found?.formId ?? null,
				answers: Object.fromEntries(standing),
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
		// a disk that lost a file takes the others with it no less
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

/** Question and answer as a person reads them, beside how they are stored. */
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

/** What a phone sent, or null where it cannot be read any more. */
function asSent(deflated: Uint8Array): unknown {
	try {
		return JSON.parse(
			inflateRawSync(deflated, { maxOutputLength: limits.plainRevision }).toString('utf8'),
		) as unknown
	} catch {
		return null
	}
}
