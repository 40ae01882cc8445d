import type { District } from '#shared/campaign/campaign'
import { plainCell } from '#shared/export/cell-as-taken'
import type { Answers } from '#shared/forms/answers'
import { type CompiledForm, choicesOf } from '#shared/forms/compile-form'
import { FormSession, type Violation } from '#shared/forms/form-session'
import { shortDigest } from '#shared/kernel/digest'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { randomId } from '#shared/kernel/ids'
import { seededRandom } from '#shared/kernel/seeded-random'
import { momentIn } from './days-read.ts'
import type { Mapping } from './mapping.ts'
import type { OlderFault } from './older-data.ts'
import { readCells } from './read-cell.ts'
import { intakeOf } from './what-is-taken.ts'

interface Around {
	readonly project: string
	readonly round: string
	readonly districts: readonly District[]
	/** Minutes east of UTC. */
	readonly offsetMinutes: number
	/** ms since 1970 */
	readonly now: number
}

/** What a line says, as a record. */
export interface LineRead {
	/** Id of its record: the same line again is the same record. '' where the line has none. */
	readonly record: string
	/** When the interview was, ms since 1970. */
	readonly time: number
	/** The code of the interviewer; '' for none. */
	readonly interviewer: string
	/** Those that can stand, with what the form works out of them. */
	readonly answers: Answers
	/** What of the line can not. */
	readonly faults: readonly OlderFault[]
	/** It cannot come in, with or without its faults. */
	readonly isOut: boolean
}

/** Reads lines of one table by one mapping. */
export function lineReader(
	form: CompiledForm,
	mapping: Mapping,
	header: readonly string[],
	around: Around,
): (cells: readonly string[]) => LineRead {
	const placeOf = new Map([...header.entries()].reverse().map(([at, name]) => [name, at]))
	const taken = form.nodes.flatMap(({ part, template, repeats }) => {
		const from = Object.hasOwn(mapping.questions, template) ? mapping.questions[template] : undefined
		if (!from || part.kind !== 'question' || repeats.length > 0 || intakeOf(part) !== 'taken') return []
		return [{ template, question: part, choices: choicesOf(form.definition, part), taken: from }]
	})
	return (cells) => {
		const cellOf = (column: string) => cells[placeOf.get(column) ?? -1] ?? ''
		const out = (why: OlderFault['why'], column: string, record = ''): LineRead => ({
			...{ record, time: 0, interviewer: '', answers: new Map(), isOut: true },
			faults: [{ column, question: '', why }],
		})
		const key = mapping.id.map((column) => plainCell(cellOf(column)))
		if (key.some((part) => part === '')) return out('id-missing', mapping.id[key.indexOf('')] ?? '')
		const record = recordIdOf(around, mapping.form, key)
		const time = momentIn(plainCell(cellOf(mapping.time)), mapping.days, around.offsetMinutes)
		if (time === null) return out('time-not-read', mapping.time, record)
		if (time > around.now) return out('time-ahead', mapping.time, record)
		const district =
			mapping.district === null ? '' : districtCalled(cellOf(mapping.district), around.districts)
		if (district === null) return out('district-unknown', mapping.district ?? '', record)
		const interviewer = mapping.interviewer === null ? '' : plainCell(cellOf(mapping.interviewer))
		const session = beginning(form, { ...around, record, time, district, interviewer })
		const faults: OlderFault[] = []
		const given: string[] = []
		for (const { template: question, ...asked } of taken) {
			const read = readCells({ ...asked, how: mapping, offsetMinutes: around.offsetMinutes }, cellOf)
			if ('why' in read) faults.push({ column: read.column, question, why: read.why })
			else if (read.answer !== null) {
				session.answer(question, read.answer)
				given.push(question)
			}
		}
		for (const { path: question, kind } of withoutImpossible(session)) {
			// what no column says was told before
			const isSaid = Object.hasOwn(mapping.questions, question)
			if (kind === 'required' && (!isSaid || faults.some((each) => each.question === question))) continue
			const why = kind === 'unreadable' ? 'not-read' : kind
			faults.push({ column: columnFor(mapping, question), question, why })
		}
		for (const question of given)
			if (!session.isAsked(question))
				faults.push({ column: columnFor(mapping, question), question, why: 'not-asked' })
		return { ...{ record, time, interviewer, faults, isOut: false }, answers: finished(form, session) }
	}
}

function columnFor({ questions }: Mapping, question: string): string {
	const { columns = [], ticks = {} } = questions[question] ?? {}
	return columns[0] ?? Object.values(ticks)[0] ?? ''
}

/** Takes out of it what cannot stand, and what cannot stand without that; says what was wrong. */
function withoutImpossible(session: FormSession): Violation[] {
	const found = session.violations()
	const impossible = found.filter(({ path }) => session.answerAt(path) !== undefined)
	for (const { path } of impossible) session.answer(path, null)
	if (impossible.length === 0) return found
	const known = new Set(found.map(({ path }) => path))
	return [...found, ...withoutImpossible(session).filter(({ path }) => !known.has(path))]
}

/** Without what the app would tell of a consent that it did not see. */
function finished({ consent }: CompiledForm, session: FormSession): Answers {
	const answers = session.finalAnswers()
	for (const role of ['time', 'language', 'version'] as const) answers.delete(consent?.[role]?.template ?? '')
	return answers
}

interface Begun extends Around {
	readonly record: string
	readonly time: number
	readonly district: string
	readonly interviewer: string
}

/** The record as a phone would have begun it at that time; what asks for chance says the same each time. */
function beginning(form: CompiledForm, begun: Begun): FormSession {
	const { record, time, district, interviewer, round, offsetMinutes } = begun
	const random = seededRandom(Number.parseInt(shortDigest(record).replace(/\D/g, '').slice(0, 9) || '0', 10))
	return new FormSession(form, {
		answers: new Map(),
		isNew: true,
		presets: { round, district, districts: district, person: interviewer },
		surroundings: {
			...{ now: () => time, offsetMinutes, language: form.definition.languages[0]?.tag ?? 'en' },
			...{ random: random.next, uuid: () => randomId(random.bytes) },
		},
	})
}

/** 132 bits, as long as an id that a phone makes. */
const recordIdOf = ({ project, round }: Around, form: string, key: readonly string[]): string =>
	shortDigest(JSON.stringify(['brought-in', project, form, round, ...key])).slice(0, 22)

/** The code of the district that a file calls so, by code, by name in any language or another spelling; null for none, or several. */
export function districtCalled(written: string, districts: readonly District[]): string | null {
	const wanted = foldForSearch(plainCell(written))
	const found = districts.filter(({ code, name, also }) =>
		[code, ...Object.values(name), ...also].some((spelling) => foldForSearch(spelling) === wanted),
	)
	return wanted !== '' && found.length === 1 ? (found[0]?.code ?? null) : null
}
