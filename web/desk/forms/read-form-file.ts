import { readCsv } from '#shared/kernel/csv'
import { Problem } from '#shared/kernel/problem'
import { readMarkdown, type Sheet, sheetOf } from '#shared/xlsform/sheets'
import { UnreadableWorkbook } from '#shared/xlsform/unreadable-workbook'
import { isCompoundFile } from '#shared/xlsform/xls/leading-bytes'
import { readAttached } from './read-attached-table.ts'
import { unpackFiles } from './unpack-files.ts'

export interface FormFile {
	/** Name of the file, without its extension. */
	readonly name: string
	/** The form's own sheets and the tables that were chosen with it, named after their files. */
	readonly sheets: readonly Sheet[]
	/** Images, audio and video of labels, as data URLs by file name. */
	readonly media: Readonly<Record<string, string>>
}

const largestFile = 10_000_000
/** Maximum size in bytes: every phone downloads them with the form. */
const largestMedia = 500_000
const ownSheets = /(survey|external_choices|choices|settings|entities)\.csv$/i
const mediaTypes: Readonly<Record<string, string>> = {
	png: 'image/png',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	gif: 'image/gif',
	webp: 'image/webp',
	svg: 'image/svg+xml',
	mp3: 'audio/mpeg',
	m4a: 'audio/mp4',
	ogg: 'audio/ogg',
	wav: 'audio/wav',
	mp4: 'video/mp4',
	webm: 'video/webm',
}
const endingOf = (name: string) => /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''

/**
 * Reads a form from the chosen files: a workbook (.xlsx, .xls), Markdown tables (.md), or one .csv for each
 * sheet; with the tables and images that it names; or all of that in a zip.
 * @throws Problem `form-file-unknown`, `form-file-empty`, `form-file-unreadable`, `form-file-too-large`,
 * `form-file-decompression-limit`, `form-media-too-large`
 */
export async function readFormFile(chosen: readonly File[]): Promise<FormFile> {
	for (const { name, size } of chosen)
		if (size > largestFile) throw new Problem('form-file-too-large', { file: name })
	const files = (await Promise.all(chosen.map((file) => unpackFiles(file, largestFile)))).flat()
	const whole = files.find(({ name }) => /\.(xlsx?|md)$/i.test(name))
	// next to a whole form, a baseline_survey.csv is a table of data and no sheet
	const sheets = whole ? [] : files.filter(({ name }) => ownSheets.test(name))
	const first = whole ?? sheets[0]
	if (!first) throw new Problem('form-file-unknown', { file: files[0]?.name ?? '' })
	if (first.size === 0) throw new Problem('form-file-empty', { file: first.name })
	const others = files.filter((file) => file !== whole && !sheets.includes(file))
	const isTable = ({ name }: File) => /\.(csv|geojson|xml)$/i.test(name)
	const isMedia = ({ name }: File) => endingOf(name) in mediaTypes
	const strange = others.find((file) => !isTable(file) && !isMedia(file))
	if (strange) throw new Problem('form-file-unknown', { file: strange.name })
	const tables = await Promise.all(
		others.filter(isTable).map(async (file) => readAttached(file.name, await file.text())),
	)
	const media = await Promise.all(others.filter(isMedia).map(asAddress))
	return {
		name: whole
			? whole.name.replace(/\.\w+$/, '')
			: first.name.replace(ownSheets, '').replace(/[-_ ]+$/, '') || 'form',
		sheets: [...(whole ? await sheetsIn(whole) : await Promise.all(sheets.map(csvSheet))), ...tables],
		media: Object.fromEntries(media),
	}
}

const sheetsIn = async (file: File): Promise<Sheet[]> =>
	/\.md$/i.test(file.name) ? readMarkdown(await file.text()) : readWorkbook(file)

const csvSheet = async (file: File): Promise<Sheet> =>
	sheetOf(ownSheets.exec(file.name)?.[1] ?? '', readCsv(await file.text(), { keepsBlankLines: true }))

/** Detects the format by the first bytes: an old workbook is often called .xlsx, and a newer one .xls. */
async function readWorkbook(file: File): Promise<Sheet[]> {
	const bytes = new Uint8Array(await file.arrayBuffer())
	// loaded lazily: needed for publishing only
	const read = isCompoundFile(bytes)
		? (await import('#shared/xlsform/xls/read-xls')).readXls
		: (await import('#shared/xlsform/xlsx/read-xlsx')).readXlsx
	try {
		return read(bytes)
	} catch (thrown) {
		const isTooLarge = thrown instanceof UnreadableWorkbook && thrown.reason === 'too-large'
		throw new Problem(
			isTooLarge ? 'form-file-decompression-limit' : 'form-file-unreadable',
			{ file: file.name },
			thrown,
		)
	}
}

async function asAddress(file: File): Promise<[string, string]> {
	if (file.size > largestMedia) throw new Problem('form-media-too-large', { file: file.name })
	const bytes = new Uint8Array(await file.arrayBuffer())
	let text = ''
	for (const byte of bytes) text += String.fromCharCode(byte)
	return [file.name, `data:${mediaTypes[endingOf(file.name)]};base64,${btoa(text)}`]
}
