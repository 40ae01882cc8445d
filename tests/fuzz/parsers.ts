import { readFileSync } from 'node:fs'
import { unzipSync, zipSync } from 'fflate'
import { parse } from '#shared/expressions/parse'
import { utf8 } from '#shared/kernel/bytes'
import { readCsv, readCsvTable } from '#shared/kernel/csv'
import { Problem } from '#shared/kernel/problem'
import { seededRandom } from '#shared/kernel/seeded-random'
import { readRevision } from '#shared/revisions/revision'
import { readStatement, writeStatement } from '#shared/sync/attachment-upload'
import { endOfBundle, frameTypes, readBundle, writeBundle } from '#shared/sync/bundle'
import { asText, fromText } from '#shared/sync/bundle-text'
import { certifiedDevice } from '#shared/sync/certificate-bytes'
import { documentSchema, readMessage, replyHeaderSchema, requestHeaderSchema } from '#shared/sync/messages'
import { bundlesIn, parseOfflineBundleHeader } from '#shared/sync/offline-bundle'
import { decodeOfflinePart, encodeOfflinePart } from '#shared/sync/offline-part'
import { readRecoveryKey, writeRecoveryKey } from '#shared/sync/recovery-key'
import { parseSealedFrame } from '#shared/sync/sealed-frame'
import { cells, oldWorkbook } from '#shared/testing/old-workbook'
import { TestPhone } from '#shared/testing/test-phone'
import { importForm } from '#shared/xlsform/import-form'
import { readMarkdown } from '#shared/xlsform/sheets'
import { openRevisions } from '../../sync-server/sync/decode-revision.ts'
import { createKeyPair, openSealingKey } from '../../sync-server/sync/sealing-key.ts'
import type { SealingKeys } from '../../sync-server/sync/sealing-keys.ts'
import { readAttached } from '../../web/desk/forms/read-attached-table.ts'
import { readFormFile } from '../../web/desk/forms/read-form-file.ts'
import { workbook } from '../helpers/workbook.ts'

/** A parser of untrusted input. It returns a value, or rejects the input with a `Problem`. */
export interface Parser {
	readonly name: string
	readonly examples: readonly Uint8Array[]
	readonly read: (bytes: Uint8Array<ArrayBuffer>) => unknown
}

const form = `## survey
| type | name | label | relevant | constraint | calculation | appearance |
| --- | --- | --- | --- | --- | --- | --- |
| begin group | g | G | | | | |
| integer | age | Age | | . > 17 and . < 121 | | |
| select_one yn | ok | Okay | \${age} > 20 | | | |
| end group | | | | | | |
| begin repeat | r | R | count-selected(\${ok}) >= 0 | | | |
| text | t | T | | regex(., '[a-z]+') | | |
| end repeat | | | | | | |
| calculate | c | | | | sum(\${age}) + count(\${r}) | |
| range | n | N | | | | |

## choices
| list_name | name | label |
| --- | --- | --- |
| yn | yes | Yes |
| yn | no | No |
`
const geojson = JSON.stringify({
	type: 'FeatureCollection',
	features: [
		{
			type: 'Feature',
			id: 'a',
			properties: { title: 'A', n: 1 },
			geometry: { type: 'Point', coordinates: [67, 24] },
		},
		{
			type: 'Feature',
			properties: null,
			geometry: {
				type: 'LineString',
				coordinates: [
					[67, 24],
					[68, 25],
				],
			},
		},
	],
})
const named = (name: string, bytes: Uint8Array<ArrayBuffer>) => new File([bytes], name)
const formFile = (name: string) => (bytes: Uint8Array<ArrayBuffer>) => readFormFile([named(name, bytes)])
/** Decrypts with the one key it has, whatever key a frame names, so that mutated frames are decrypted, too. */
const anyKey = (): Pick<SealingKeys, 'find' | 'refresh'> => {
	const key = openSealingKey(createKeyPair())
	return { find: () => key, refresh: async () => {} }
}

export async function parsers(): Promise<Parser[]> {
	const random = seededRandom(11)
	const keys = anyKey()
	const sign = async () => Uint8Array.from(random.bytes(64))
	const phone = new TestPhone(
		{ project: 'pk31', device: 'd'.repeat(22), person: 'p'.repeat(22), sealingKey: '', sign },
		random.bytes,
	)
	const edits = [1, 2].map((age) =>
		phone.edit(phone.newRecord(), { age, 'r/@one': 1, 'r/@one/t': 'x', s: ['a', 'b'] }),
	)
	const { body } = await phone.request(await phone.frames(edits))
	const { body: offlineBody } = await phone.request(await phone.frames(edits), { carried: 1 } as object)
	const header = readBundle(body)?.frames[0]?.bytes ?? new Uint8Array()
	const reply = utf8(
		JSON.stringify({
			v: 3,
			nonce: 'n'.repeat(22),
			acks: [['a'.repeat(32), 'stored']],
			cursor: 1,
			more: false,
			now: 1,
			head: { seq: 1, chain: 'x' },
			durable: 0,
			authors: {},
			notices: [],
		}),
	)
	const statement = writeStatement({
		project: 'pk31',
		device: 'd'.repeat(22),
		record: 'r'.repeat(22),
		name: `picture-${'a'.repeat(22)}.jpg`,
		size: 3,
		sha256: '0'.repeat(64),
	})
	const part = encodeOfflinePart({
		method: 'PATCH',
		statement,
		offset: 0,
		signature: random.bytes(64),
		part: random.bytes(30),
	})
	const sealed = random.bytes(24 + 8 + 65 + 40)
	const xlsx = await workbook({
		survey: [
			['type', 'name', 'label'],
			['integer', 'age', 'Age'],
			['select_one yn', 'ok', 'Okay'],
		],
		choices: [
			['list_name', 'name', 'label'],
			['yn', '1', 'Yes'],
		],
	})
	const xls = oldWorkbook([
		{
			name: 'survey',
			records: [
				cells.text(0, 0, 'type'),
				cells.text(0, 1, 'name'),
				cells.text(1, 0, 'text'),
				cells.text(1, 1, 'a'),
			],
		},
	])
	const zip = zipSync({
		'form.md': utf8(form),
		'places.csv': utf8('name,label\na,A\n'),
		'x.geojson': utf8(geojson),
	})
	/**
	 * Returns each file of a zip with its name. Files are mutated before they are packed, since a mutated zip
	 * is rejected at once.
	 */
	const piecesOf = (packed: Uint8Array) =>
		Object.entries(unzipSync(packed)).map(([name, bytes]) => Buffer.concat([utf8(`${name}\n`), bytes]))
	const withPiece = (packed: Uint8Array, piece: Uint8Array) => {
		const end = piece.indexOf(10)
		const name = new TextDecoder().decode(piece.slice(0, Math.max(0, end)))
		return Uint8Array.from(zipSync({ ...unzipSync(packed), [name]: piece.slice(end + 1) }, { level: 0 }))
	}
	const household = readFileSync('shared/study/pakistan-2023/household.md')
	const text = new Uint8Array(await (await asText(new Blob([body]))).arrayBuffer())
	return [
		{
			name: 'bundle',
			examples: [body, offlineBody, writeBundle([{ type: frameTypes.header, bytes: header }])],
			read(bytes) {
				endOfBundle(bytes)
				const frames = readBundle(bytes)?.frames ?? []
				for (const { bytes: inner } of frames) {
					readMessage(requestHeaderSchema, inner)
					certifiedDevice(inner)
					parseSealedFrame(inner)
				}
				return openRevisions(
					keys,
					frames.filter(({ bytes: inner }) => inner.length >= 24),
				)
			},
		},
		{
			name: 'carried file',
			examples: [offlineBody, Buffer.concat([body, offlineBody]), text],
			async read(bytes) {
				for await (const { bundle } of bundlesIn(await fromText(new Blob([bytes]))))
					parseOfflineBundleHeader(bundle)
			},
		},
		{ name: 'revision', examples: edits.map((edit) => edit.bytes), read: readRevision },
		{
			name: 'message',
			examples: [
				header,
				reply,
				utf8(JSON.stringify({ kind: 'campaign', ref: 'pk31', body: { rounds: [] } })),
			],
			read: (bytes) =>
				[requestHeaderSchema, replyHeaderSchema, documentSchema].map((schema) => readMessage(schema, bytes)),
		},
		{ name: 'sealed frame', examples: [sealed], read: parseSealedFrame },
		{ name: 'certificate', examples: [sealed, header], read: certifiedDevice },
		{ name: 'carried part', examples: [part], read: decodeOfflinePart },
		{
			name: 'statement',
			examples: [utf8(statement)],
			read: (bytes) => readStatement(new TextDecoder('latin1').decode(bytes)),
		},
		{
			name: 'recovery key',
			examples: [
				utf8(writeRecoveryKey({ sealing: random.bytes(32), signing: random.bytes(32) } as never).join('\n')),
			],
			read: (bytes) => readRecoveryKey(new TextDecoder().decode(bytes)),
		},
		{
			name: 'expression',
			examples: [
				...[
					"if(${a} > 3 and not(selected(${b}, 'x')), 1 + 2 * -3, '')",
					"count(${r}[t = 'x']) div 2 mod 3",
					'../a | /data/b/*[1]',
				],
				...[
					"regex(., '^[a-z]{2,3}$') or coalesce(${a}, 0) != 1",
					"format-date(today(), '%Y-%m') = '2026-01'",
					'once(random())',
				],
			].map(utf8),
			read: (bytes) => parse(new TextDecoder().decode(bytes)),
		},
		{
			name: 'form in markdown',
			examples: [utf8(form)],
			read: (bytes) => importForm(readMarkdown(new TextDecoder().decode(bytes)), { name: 'f' }),
		},
		{
			name: 'large form in markdown',
			examples: [household],
			read: (bytes) => importForm(readMarkdown(new TextDecoder().decode(bytes)), { name: 'f' }),
		},
		{
			name: 'csv',
			examples: [
				utf8('name,label\r\na,"A ""b"", c"\r\n\r\nb,"two\nlines"\n'),
				readFileSync('shared/study/pakistan-2023/districts.csv'),
			],
			read(bytes) {
				const csv = new TextDecoder().decode(bytes)
				readCsv(csv, { keepsBlankLines: true })
				readAttached('a.csv', csv)
				return readCsvTable(csv)
			},
		},
		{
			name: 'geojson',
			examples: [utf8(geojson)],
			read: (bytes) => readAttached('a.geojson', new TextDecoder().decode(bytes)),
		},
		{ name: 'workbook (.xlsx)', examples: [xlsx], read: formFile('form.xlsx') },
		{ name: 'old workbook (.xls)', examples: [xls], read: formFile('form.xls') },
		{ name: 'zip', examples: [zip], read: formFile('form.zip') },
		{
			name: 'changed files in a workbook (.xlsx)',
			examples: piecesOf(xlsx),
			read: (piece) => formFile('form.xlsx')(withPiece(xlsx, piece)),
		},
		{
			name: 'changed files in a zip',
			examples: piecesOf(zip),
			read: (piece) => formFile('form.zip')(withPiece(zip, piece)),
		},
	]
}

/** True if the error is an expected `Problem`. */
export const isExplainedError = (thrown: unknown): boolean =>
	thrown instanceof Problem && thrown.code !== 'unexpected'
