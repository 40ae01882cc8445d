import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { describe, expect, test } from 'vitest'
import type { CodedPassage, CodedTranscript, CodingByCoder } from '#shared/transcripts/coded-transcripts'
import type { Theme } from '#shared/transcripts/themes'
import { folderOf, testWith } from '../../tests/helpers/reader.ts'
import { qdpxFiles } from './qdpx-project.ts'

const structure = fileURLToPath(new URL('project.xsd', import.meta.url))
const at = '2026-01-15T10:00:00.000Z'
const coding = (by: string, change: Partial<CodingByCoder>): CodingByCoder => ({
	by,
	at,
	themes: [],
	isQuote: false,
	memo: '',
	isChanged: false,
	...change,
})
const passage = (path: string, text: string, more: Partial<CodedPassage> = {}): CodedPassage => ({
	record: 'r1',
	path,
	at: 60,
	speaker: '1',
	about: null,
	text,
	isSealed: false,
	textDigest: 'x',
	by: 'amina',
	themes: [],
	isQuote: false,
	sex: null,
	identifying: null,
	codings: [],
	...more,
})
const transcript: CodedTranscript = {
	id: 'r1',
	form: 'key_informant',
	formTitle: { en: 'Key informant' },
	district: 'PK607',
	startedAt: at,
	group: { code: 'fia', label: { en: 'FIA officer' } },
	mayBeNamed: false,
	passages: [
		passage('a', 'ایجنٹ 🙂 پر بھروسا', {
			themes: ['trust'],
			codings: [coding('p1', { themes: ['trust', 'law'], isQuote: true, memo: 'Compare <this> & that' })],
		}),
		passage('b', 'Call 0300 1234567', {
			identifying: 'telephone',
			codings: [coding('p1', { themes: ['law'], memo: 'Call 0300 1234567' })],
		}),
		passage('c', 'Nobody\r\nasks "why".', {
			at: null,
			speaker: '',
			codings: [coding('p2', { themes: ['law'], memo: 'Ask 0300 7654321' })],
		}),
		passage('d', 'Not coded.'),
	],
}
const theme = (id: string, belongs = ''): Theme => ({
	id,
	label: { en: `The ${id}` },
	belongs,
	notBelongs: belongs,
	place: 1,
	version: 1,
	isOn: true,
	by: null,
	at: null,
	earlier: [],
})
const coders = [
	{ id: 'p1', name: 'Dania Shah', code: 'dania' },
	{ id: 'p2', name: 'Bano Khan', code: 'bano' },
]
const given = {
	name: 'codings-endline',
	themes: [theme('trust', 'In courts & police'), theme('law')],
	coders,
	at,
}
const named = (within: XmlElement, name: string): XmlElement[] =>
	within.children.flatMap((child) =>
		child instanceof XmlElement ? [...(child.name === name ? [child] : []), ...named(child, name)] : [],
	)
const readProject = (files: ReadonlyMap<string, string>) => {
	const { root } = parseXml(files.get('project.qde') ?? '')
	if (!root) throw new Error('the project is missing')
	return root
}

describe('a project file for qualitative analysis programs', () => {
	test('each selection is at its text, counted in characters, with the themes of each coder', () => {
		const files = qdpxFiles({ ...given, transcripts: [transcript] })
		const project = readProject(files)
		const [source] = named(project, 'TextSource')
		const text = files.get(`Sources/${source?.attributes.plainTextPath?.replace('internal://', '')}`) ?? ''
		const selected = named(project, 'PlainTextSelection').map(
			({ attributes: { startPosition, endPosition } }) =>
				[...text].slice(Number(startPosition), Number(endPosition)).join(''),
		)
		expect(selected).toEqual(['ایجنٹ 🙂 پر بھروسا', 'Nobody\nasks "why".'])
		const codes = new Map(named(project, 'Code').map(({ attributes }) => [attributes.guid, attributes.name]))
		const users = new Map(named(project, 'User').map(({ attributes }) => [attributes.guid, attributes.name]))
		const [first] = named(project, 'PlainTextSelection')
		const found = named(first as XmlElement, 'Coding').map((each) => [
			users.get(each.attributes.creatingUser ?? ''),
			codes.get(named(each, 'CodeRef')[0]?.attributes.targetGUID ?? ''),
		])
		expect(found).toEqual([
			['field', 'The trust'],
			['dania', 'The trust'],
			['dania', 'The law'],
			['dania', 'Quote'],
		])
		expect(text).toContain('P1: ')
		expect(text).toContain('Not coded.')
		expect(named(project, 'PlainTextContent').map((each) => each.text)).toEqual(['Compare <this> & that'])
	})
	test('contains no name, no identifying number, and no role of participants who did not consent', () => {
		const all = [...qdpxFiles({ ...given, transcripts: [transcript] }).values()].join('\n')
		for (const word of ['Dania', 'Khan', '0300', 'FIA officer']) expect(all).not.toContain(word)
		expect(
			[...qdpxFiles({ ...given, transcripts: [{ ...transcript, mayBeNamed: true }] }).values()].join(''),
		).toContain('FIA officer')
	})
	test('has stable identifiers, so that programs recognise the same items', () => {
		expect(qdpxFiles({ ...given, transcripts: [transcript] })).toEqual(
			qdpxFiles({ ...given, transcripts: [transcript] }),
		)
	})
	testWith('xmllint')('xmllint validates it against the standard, also without transcripts', () => {
		for (const transcripts of [[transcript], []]) {
			const files = qdpxFiles({ ...given, transcripts })
			const folder = folderOf([['project.qde', Buffer.from(files.get('project.qde') ?? '')]])
			execFileSync('xmllint', ['--noout', '--schema', structure, join(folder, 'project.qde')], {
				stdio: 'pipe',
			})
		}
	})
})
