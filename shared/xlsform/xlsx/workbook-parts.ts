import { isDateFormat } from '../number-formats.ts'
import { damaged, UnreadableWorkbook } from '../unreadable-workbook.ts'
import { readXml } from './read-xml.ts'
import { asWritten, TextRuns } from './text-runs.ts'

/** Data that all sheets of a workbook share, and the part of each sheet. */
export interface WorkbookParts {
	readonly sheets: readonly { readonly name: string; readonly part: Uint8Array }[]
	readonly texts: readonly string[]
	readonly is1904: boolean
	/** True if numbers in a style are dates or times. */
	readonly isDate: (style: number) => boolean
}

/**
 * Opens a workbook from the files in its zip.
 *
 * @throws UnreadableWorkbook, and Error where a part is no XML
 */
export function openWorkbook(files: ReadonlyMap<string, Uint8Array>): WorkbookParts {
	const [main = 'xl/workbook.xml'] = relationsOf(files, '').filter(isOf('officeDocument')).map(placeOf)
	const relations = relationsOf(files, main)
	const part = (kind: string): Uint8Array | undefined => {
		const relation = relations.find(isOf(kind))
		return relation && files.get(relation.place)
	}
	const sheets: { name: string; part: Uint8Array }[] = []
	let is1904 = false
	readXml(files.get(main) ?? notThere(), {
		open(element, attribute) {
			if (element === 'workbookPr') is1904 = /^(1|true)$/.test(attribute('date1904') ?? '')
			if (element !== 'sheet') return
			const relation = relations.find(({ id }) => id === attribute('id')) ?? damaged()
			// other kinds are charts and macros
			if (relation.kind !== 'worksheet') return
			sheets.push({
				name: asWritten(attribute('name') ?? ''),
				part: files.get(relation.place) ?? damaged(),
			})
		},
	})
	if (sheets.length === 0) notThere()
	const [texts, styles] = [part('sharedStrings'), part('styles')]
	return {
		sheets,
		is1904,
		texts: texts ? textsIn(texts) : [],
		isDate: styles ? datesIn(styles) : () => false,
	}
}

const notThere = (): never => {
	throw new UnreadableWorkbook('no-workbook')
}

interface Relation {
	readonly id: string
	/** The last word of its type: the words before name the edition of the standard. */
	readonly kind: string
	/** Path in the zip. */
	readonly place: string
}
const isOf = (kind: string) => (relation: Relation) => relation.kind === kind
const placeOf = (relation: Relation) => relation.place

/** Returns the relations of a part of the zip; the zip as a whole has an empty name. */
function relationsOf(files: ReadonlyMap<string, Uint8Array>, part: string): Relation[] {
	const [, folder = '', name = ''] = /^(.*\/)?([^/]*)$/.exec(part) ?? []
	const named = files.get(`${folder}_rels/${name}.rels`)
	const relations: Relation[] = []
	if (named)
		readXml(named, {
			open(element, attribute) {
				if (element !== 'Relationship' || attribute('TargetMode') === 'External') return
				relations.push({
					id: attribute('Id') ?? '',
					kind: attribute('Type')?.split('/').at(-1) ?? '',
					place: resolved(folder, attribute('Target') ?? ''),
				})
			},
		})
	return relations
}

function resolved(folder: string, target: string): string {
	const steps: string[] = []
	for (const step of (target.startsWith('/') ? target : folder + target).split('/'))
		if (step === '..') steps.pop()
		else if (step !== '' && step !== '.') steps.push(step)
	return steps.join('/')
}

function textsIn(part: Uint8Array): string[] {
	const texts: string[] = []
	const runs = new TextRuns()
	readXml(part, {
		open(element) {
			if (element === 'si') runs.clear()
			runs.open(element)
		},
		close(element) {
			runs.close(element)
			if (element === 'si') texts.push(runs.text)
		},
		text: (text) => runs.add(text),
	})
	return texts
}

/** Finds the styles of dates. A cell names its style by its position in the list. */
function datesIn(part: Uint8Array): (style: number) => boolean {
	const formats = new Map<number, string>()
	const [own, base]: (number | undefined)[][] = [[], []]
	const bases: number[] = []
	let list = ''
	readXml(part, {
		open(element, attribute) {
			const format = attribute('numFmtId')
			if (element === 'numFmt') formats.set(Number(format), attribute('formatCode') ?? '')
			else if (element === 'cellXfs' || element === 'cellStyleXfs') list = element
			else if (element === 'xf' && list === 'cellXfs') {
				own?.push(format === undefined ? undefined : Number(format))
				bases.push(Number(attribute('xfId')))
			} else if (element === 'xf' && list === 'cellStyleXfs') base?.push(Number(format ?? 0))
		},
		close(element) {
			if (element === list) list = ''
		},
	})
	const dates = bases.map((from, style) => {
		const format = own?.[style] ?? base?.[from] ?? 0
		return isDateFormat(format, formats.get(format))
	})
	return (style) => dates[style] ?? false
}
