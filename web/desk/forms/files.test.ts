import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { largestSound } from '#shared/audio/sound-type'
import { defaultRounds, demonstrationRound } from '#shared/study/study'
import { formOf } from '#shared/testing/scenario'
import { soundFilesIn, soundText } from './audio-files.ts'
import { formFileName } from './save-file.ts'
import { buildTrialPresets } from './trial-presets.ts'
import { unpackFiles } from './unpack-files.ts'
import zipHere from './zip-in-page.ts'

const zip = (name: string, entries: Record<string, string>) =>
	new File(
		[zipSync(Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, strToU8(value)])))],
		name,
	)
const contents = async (files: readonly File[]) =>
	Promise.all(files.map(async (file) => [file.name, await file.text()]))

describe('a zip', () => {
	test('gives its files without folders and without system files', async () => {
		const files = await unpackFiles(
			zip('form.ZIP', {
				'form/survey.csv': 'a',
				'form/media/cow.png': 'b',
				'__MACOSX/form/._survey.csv': 'x',
				'form/.DS_Store': 'y',
			}),
			100,
		)
		expect(await contents(files)).toEqual([
			['survey.csv', 'a'],
			['cow.png', 'b'],
		])
	})
	test('that would exhaust the memory is not unpacked', async () => {
		await expect(
			unpackFiles(zip('form.zip', { 'a.csv': 'x'.repeat(60), 'b.csv': 'x'.repeat(60) }), 100),
		).rejects.toMatchObject({
			code: 'form-file-too-large',
			details: { file: 'form.zip' },
		})
	})
	test('that is damaged is named', async () => {
		await expect(unpackFiles(new File(['none'], 'form.zip'), 100)).rejects.toMatchObject({
			code: 'form-file-unreadable',
			details: { file: 'form.zip' },
		})
	})
	test('is recognised by its name: any other file is returned unchanged', async () => {
		const file = new File(['a'], 'survey.csv')
		expect(await unpackFiles(file, 0)).toEqual([file])
	})
	test('is created here for the files of a workbook', async () => {
		const packed = await zipHere({ 'xl/a.xml': strToU8('<a/>') })
		expect(await contents(await unpackFiles(new File([packed], 'a.zip'), 100))).toEqual([['a.xml', '<a/>']])
	})
})

describe('an audio file', () => {
	const mp3 = (size = 4) => {
		const bytes = new Uint8Array(size)
		bytes.set(strToU8('ID3'))
		return new Blob([bytes])
	}
	test('is sent as base64', async () => {
		expect(await soundText(mp3())).toBe(btoa('ID3\0'))
	})
	test('that is too large is refused with the limit', async () => {
		await expect(soundText(mp3(largestSound + 1))).rejects.toMatchObject({
			code: 'sound-too-large',
			details: { most: 1.5 },
		})
		await expect(soundText(mp3(largestSound))).resolves.toBeTypeOf('string')
	})
	test('is recognised by its first bytes', async () => {
		await expect(soundText(new Blob(['a letter']))).rejects.toMatchObject({ code: 'sound-unreadable' })
	})
	test('is read alone or with others in a ZIP', async () => {
		const files = await soundFilesIn([new File(['a'], 'who.mp3'), zip('more.zip', { 'x/age.mp3': 'b' })])
		expect(files.map(({ name }) => name)).toEqual(['who.mp3', 'age.mp3'])
	})
})

test('a form’s file is named by its id and version, without characters that systems refuse', () => {
	const form = formOf('type  name  label\ntext  who  Name')
	expect(formFileName({ ...form, id: 'گھر/visit 2' }, 3, 'xlsx')).toBe('گھر_visit_2-3.xlsx')
	expect(formFileName({ ...form, id: 'a.b-c_d' }, 12, 'md')).toBe('a.b-c_d-12.md')
})

test('a preview uses the open round of the user, in all districts', () => {
	const study = {
		project: 'pk31',
		offsetMinutes: 300,
		districts: [{ code: 'PK607' }, { code: 'PK608' }],
		rounds: [...defaultRounds, demonstrationRound],
	} as unknown as Parameters<typeof buildTrialPresets>[0]
	const person = { code: 'sadia', demonstration: false } as Parameters<typeof buildTrialPresets>[1]
	expect(buildTrialPresets(study, person)).toMatchObject({
		round: 'endline',
		districts: 'PK607 PK608',
		person: 'sadia',
	})
	expect(buildTrialPresets(study, { ...person, demonstration: true })).toMatchObject({ round: 'demo' })
	expect(buildTrialPresets({ ...study, rounds: [] }, person)).not.toHaveProperty('round')
})
