import { detectIdentifier } from '#shared/forms/detect-identifier'
import { localize } from '#shared/forms/localized-text'
import { utf8 } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'
import {
	type CodedTranscript,
	codersOf,
	groupToName,
	inTheField,
	type TranscriptResponse,
} from '#shared/transcripts/coded-transcripts'
import type { Theme } from '#shared/transcripts/themes'
import { escaped } from '../export/codebook-files.ts'

interface ProjectGiven {
	readonly name: string
	readonly transcripts: readonly CodedTranscript[]
	readonly themes: readonly Theme[]
	readonly coders: TranscriptResponse['coders']
	/** Time of creation; ISO, UTC. */
	readonly at: string
}

/** Code for verbatim quotes, since other programs support codes only. */
const quoteCode = 'quote'
const seconds = (iso: string): string => iso.replace(/\.\d+/, '')

/**
 * Returns a stable GUID, the same in every file of a round, so that programs recognise the object: 128 bits
 * of a digest.
 */
function guidOf(...parts: readonly string[]): string {
	const hex = Buffer.from(digest(utf8(JSON.stringify(parts)))).toString('hex')
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
		'-',
	)
}

/** Formats the present attributes as `name="value"`. */
const attributes = (all: Readonly<Record<string, string | number | undefined>>): string =>
	Object.entries(all)
		.map(([name, value]) =>
			value === undefined || value === '' ? '' : ` ${name}="${escaped(String(value))}"`,
		)
		.join('')
const element = (
	name: string,
	own: Parameters<typeof attributes>[0],
	inner: readonly string[] = [],
): string =>
	inner.length === 0
		? `<${name}${attributes(own)}/>`
		: `<${name}${attributes(own)}>${inner.join('')}</${name}>`
const text = (name: string, inner: string): string => `<${name}>${escaped(inner)}</${name}>`
/** Element with children. Omitted if it is empty, as the schema requires. */
const group = (name: string, inner: readonly string[]): string =>
	inner.length === 0 ? '' : element(name, {}, inner)

/**
 * Builds a project in the REFI-QDA standard 1.0 (www.qdasoftware.org, `Project.xsd` of 18 March 2019), as the
 * files of its zip: `project.qde`, and a plain text for each transcript. Themes are codes; transcripts are
 * sources, and cases with district, form and group; passages are selections; memos are notes; coders are
 * named by their username. Positions count Unicode code points, end exclusive. Passages with identity card or
 * telephone numbers, and encrypted ones, are left out.
 */
export function qdpxFiles({ name, transcripts, themes, coders, at }: ProjectGiven): Map<string, string> {
	const files = new Map<string, string>()
	const userOf = (by: string) => guidOf('user', by)
	const users = [{ by: inTheField, code: inTheField }, ...coders.map(({ id, code }) => ({ by: id, code }))]
	const codes = [
		...themes.map(({ id, label, belongs, notBelongs }) => ({
			id,
			label: localize(label, 'en'),
			explained: [belongs, notBelongs && `Not: ${notBelongs}`].filter(Boolean).join('\n'),
		})),
		{ id: quoteCode, label: 'Quote', explained: 'Word for word' },
	]
	const notes: string[] = []
	const sources = transcripts.map((transcript) => {
		const guid = guidOf('source', transcript.id)
		const { written, selections } = selectionsOf(transcript, userOf, notes)
		files.set(`Sources/${guid}.txt`, written)
		return element(
			'TextSource',
			{
				guid,
				name: nameOf(transcript),
				plainTextPath: `internal://${guid}.txt`,
				creationDateTime: seconds(transcript.startedAt),
			},
			selections,
		)
	})
	const variables = ['district', 'form', 'group'] as const
	const cases = transcripts.map((transcript) => {
		const values = {
			district: transcript.district ?? '',
			form: transcript.form,
			group: groupToName(transcript)?.label.en ?? '',
		}
		return element('Case', { guid: guidOf('case', transcript.id), name: nameOf(transcript) }, [
			...variables.map((each) =>
				element('VariableValue', {}, [
					element('VariableRef', { targetGUID: guidOf('variable', each) }),
					text('TextValue', values[each]),
				]),
			),
			element('SourceRef', { targetGUID: guidOf('source', transcript.id) }),
		])
	})
	const project = element(
		'Project',
		{
			xmlns: 'urn:QDA-XML:project:1.0',
			name,
			origin: 'Zila',
			creatingUserGUID: userOf(inTheField),
			creationDateTime: seconds(at),
		},
		[
			group(
				'Users',
				users.map(({ by, code }) => element('User', { guid: userOf(by), name: code, id: code })),
			),
			group('CodeBook', [
				group(
					'Codes',
					codes.map(({ id, label, explained }) =>
						element(
							'Code',
							{ guid: guidOf('code', id), name: label, isCodable: 'true' },
							explained === '' ? [] : [text('Description', explained)],
						),
					),
				),
			]),
			group(
				'Variables',
				variables.map((each) =>
					element('Variable', { guid: guidOf('variable', each), name: each, typeOfVariable: 'Text' }),
				),
			),
			...[group('Cases', cases), group('Sources', sources), group('Notes', notes)],
		],
	)
	files.set('project.qde', `<?xml version="1.0" encoding="utf-8"?>\n${project}`)
	return files
}

/** Name of a transcript without names of people. */
const nameOf = ({ form, district, group: kind, mayBeNamed, id }: CodedTranscript): string =>
	[district ?? 'national', (mayBeNamed && kind?.label.en) || form, id.slice(0, 6)].join(' ')

/** Builds the text of a transcript and its selections; appends its memos to `notes`. */
function selectionsOf(transcript: CodedTranscript, userOf: (by: string) => string, notes: string[]) {
	let written = ''
	let position = 0
	const add = (more: string) => {
		written += more
		position += [...more].length
	}
	const selections: string[] = []
	for (const passage of transcript.passages) {
		const { record, path, at, speaker, identifying } = passage
		// Other programs count a line end as one character.
		const passageText = passage.text.replace(/\r\n?/g, '\n')
		if (passageText === '' || identifying) continue
		add(at === null ? '' : `${speaker === '0' ? 'Moderator' : `P${speaker}`}: `)
		const startPosition = position
		add(passageText)
		const endPosition = position
		add('\n\n')
		const coders = codersOf(passage)
		if (coders.length === 0) continue
		const codings = coders.flatMap(({ by, themes, isQuote, at: coded }) =>
			[...themes, ...(isQuote ? [quoteCode] : [])].map((theme) =>
				element(
					'Coding',
					{
						guid: guidOf('coding', record, path, by, theme),
						creatingUser: userOf(by),
						creationDateTime: coded && seconds(coded),
					},
					[element('CodeRef', { targetGUID: guidOf('code', theme) })],
				),
			),
		)
		const memos = coders.flatMap(({ by, memo }) => {
			if (memo === '' || detectIdentifier(memo)) return []
			const guid = guidOf('note', record, path, by)
			notes.push(
				element('Note', { guid, name: nameOf(transcript), creatingUser: userOf(by) }, [
					text('PlainTextContent', memo),
				]),
			)
			return [element('NoteRef', { targetGUID: guid })]
		})
		selections.push(
			element('PlainTextSelection', { guid: guidOf('selection', record, path), startPosition, endPosition }, [
				...codings,
				...memos,
			]),
		)
	}
	return { written, selections }
}
