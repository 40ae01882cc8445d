import { join } from 'node:path'
import { allFunctions } from '#shared/expressions/functions'
import { toText } from '#shared/expressions/values'
import { inRow, repeatOf, rowsAbove, templateOf } from '#shared/forms/answers'
import { compileForm } from '#shared/forms/compile-form'
import type { FormNode } from '#shared/forms/form-nodes'
import { FormSession } from '#shared/forms/form-session'
import { importForm } from '#shared/xlsform/import-form'
import { describeProblem } from '#shared/xlsform/import-problems'
import { sheetsIn } from './form-files.ts'
import type { Suite } from './suite.ts'

/** State of a node in another engine: relevance, value, required, read-only, and the violated constraint. */
interface NodeState {
	readonly rel?: boolean
	readonly v?: string
	readonly req?: boolean
	readonly ro?: boolean
	readonly bad?: string | null
}
type States = Readonly<Record<string, NodeState | null>>

export interface Journey {
	readonly id: string
	/** Path of the workbook in the folder of the cases. */
	readonly form: string
	readonly initial: States
	readonly steps: readonly {
		readonly ref: string
		readonly type: string
		readonly value: string
		readonly changes: States
	}[]
}

/**
 * Fills in real forms answer by answer and compares every node's state at first, and its changes after each
 * answer.
 */
export async function journeys(cases: readonly Journey[], folder: string): Promise<Suite> {
	const failures: Suite['failures'][number][] = []
	const leftOut: Record<string, number> = {}
	let total = 0
	for (const journey of cases) {
		const session = await open(join(folder, journey.form))
		if (typeof session === 'string') {
			leftOut[session] = (leftOut[session] ?? 0) + 1
			continue
		}
		const compare = (states: States, when: string) => {
			for (const [path, expected] of Object.entries(states)) {
				// metadata is no part of the sheets
				if (/^\/[^/]+\/meta(\/instanceID)?$/.test(path)) continue
				total++
				const got = stateAt(session, path)
				if (differs(expected, got))
					failures.push({
						case: journey.id,
						what: `${path} ${when}`,
						expected: JSON.stringify(expected),
						got: JSON.stringify(got),
					})
			}
		}
		compare(journey.initial, 'at first')
		for (const [i, { ref, value, changes }] of journey.steps.entries()) {
			const path = pathOf(session, ref)
			if (path !== null && session.form.byTemplate.has(templateOf(path))) session.type(path, value)
			addFirstRows(session)
			compare(changes, `after ${i + 1}: ${ref} = ${value}`)
		}
	}
	return { suite: 'journeys', passed: total - failures.length, total, failures, leftOut }
}

/** Opens a form; returns the reason if it is rejected. */
async function open(file: string): Promise<FormSession | string> {
	const sheets = await sheetsIn(file)
	if (!sheets) return 'no workbook'
	const { definition, problems } = importForm(sheets, { name: 'form' })
	if (!definition) {
		const first = problems.find(({ severity }) => severity === 'error')
		return `refused: ${first ? describeProblem(first) : ''}`
	}
	const compiled = compileForm(definition, allFunctions)
	if ('faults' in compiled) return 'does not compile'
	const session = new FormSession(compiled.form, {
		answers: new Map(),
		isNew: true,
		context: {
			now: () => Date.UTC(2026, 10, 24, 23, 36),
			offsetMinutes: 0,
			random: () => 0.5,
			uuid: () => 'uuid',
			language: definition.languages[0]?.tag ?? 'en',
		},
	})
	addFirstRows(session)
	return session
}

/** Adds one row to every repeat without a count, as the other engine does at the start. */
function addFirstRows(session: FormSession): void {
	const visit = (nodes: readonly FormNode[], row: string): void => {
		for (const node of nodes) {
			const path = inRow(row, node.suffix)
			if (node.part.kind === 'repeat') {
				if (node.part.count === undefined && session.isRelevant(path) && session.rows(path).length === 0)
					session.addRow(path, '1')
				for (const each of session.rows(path)) visit(node.children, each)
			} else visit(node.children, row)
		}
	}
	visit(
		session.form.nodes.filter(({ parent }) => parent === null),
		'',
	)
}

/**
 * Converts `/data/members[1]/age` to `members/@1/age`; null if it is not in the form, or the row does not
 * exist.
 */
function pathOf(session: FormSession, ref: string): string | null {
	let path = ''
	for (const step of ref.split('/').slice(2)) {
		const [, name = '', number] = /^([^[]+)(?:\[(\d+)\])?$/.exec(step) ?? []
		// the recording renamed names that another app reserves
		const known = (each: string) =>
			session.form.byTemplate.has(templateOf(path === '' ? each : `${path}/${each}`))
		const own = known(name) ? name : name.replace(/_$/, '')
		path = path === '' ? own : `${path}/${own}`
		if (number === undefined) continue
		const row = session.rows(path)[Number(number) - 1]
		if (row === undefined && session.isRelevant(path)) return null
		// for a repeat that is not relevant, the other engine shows the first row
		path = row ?? `${path}/@${number}`
	}
	return path
}

/** Returns our state in the format of the recording; null if the form has no such node. */
function stateAt(session: FormSession, ref: string): NodeState | null {
	const path = pathOf(session, ref)
	const node = path === null ? undefined : session.form.byTemplate.get(templateOf(path).replace(/\/@$/, ''))
	if (path === null || !node) return null
	const rel = [path, ...rowsAbove(path).map(repeatOf)].every((each) => session.isRelevant(each))
	if (node.part.kind !== 'question') return { rel }
	const violation = session.violationAt(path)?.kind
	return {
		rel,
		v: rel ? toText(session.read(path)) : '',
		req: session.isRequired(path),
		ro: node.part.type === 'note' || (node.runs.readOnly !== undefined && session.isReadOnly(path)),
		bad: rel && (violation === 'required' || violation === 'constraint') ? violation : null,
	}
}

const differs = (expected: NodeState | null, got: NodeState | null): boolean =>
	expected === null || got === null
		? expected !== got
		: (Object.keys(expected) as (keyof NodeState)[]).some(
				(key) => expected[key] !== '*' && !isSame(expected[key], got[key]),
			)

/** True if two values are equal; numbers are equal in any notation: 0 and 0.0. */
const isSame = (a: unknown, b: unknown): boolean =>
	a === b ||
	(typeof a === 'string' && typeof b === 'string' && a !== '' && b !== '' && Number(a) === Number(b))
