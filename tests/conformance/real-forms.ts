import { relative } from 'node:path'
import { exerciseForm } from '#shared/exercise/exercise-form'
import { answerAtRandom } from '#shared/exercise/random-answers'
import { allFunctions } from '#shared/expressions/functions'
import { buildReadingContext } from '#shared/expressions/scope'
import { compareForms } from '#shared/forms/compare-forms'
import { compileForm } from '#shared/forms/compile-form'
import type { FormDefinition } from '#shared/forms/form-definition'
import { FormSession } from '#shared/forms/form-session'
import { paperForm } from '#shared/forms/paper-form'
import { seededRandom } from '#shared/kernel/seeded-random'
import { exportSheets } from '#shared/xlsform/export-sheets'
import { importForm } from '#shared/xlsform/import-form'
import { describeProblem } from '#shared/xlsform/import-problems'
import { formFilesIn, sheetsIn } from './form-files.ts'
import type { Suite } from './suite.ts'

/** Result for one form: `faults` are ours; `refusals` are messages to the author, the first with its code. */
export interface FormTried {
	/** Path in the folder. */
	readonly file: string
	readonly faults: readonly string[]
	readonly refusals: readonly string[]
	readonly refusedAs: string | null
	readonly ran: boolean
}

/**
 * Tests every form in a folder: read as the desk does, imported, run to its end, and exported and read
 * again.
 */
export async function tryForms(folder: string): Promise<FormTried[]> {
	const tried: FormTried[] = []
	for (const path of formFilesIn(folder))
		tried.push({ file: relative(folder, path), ...(await tryForm(path)) })
	return tried
}

async function tryForm(path: string): Promise<Omit<FormTried, 'file'>> {
	const faults: string[] = []
	let ran = false
	try {
		const sheets = await sheetsIn(path)
		if (!sheets) return { faults, refusals: ['no workbook'], refusedAs: 'no workbook', ran }
		const { definition, problems } = importForm(sheets, { name: 'form' })
		if (!definition) {
			const errors = problems.filter(({ severity }) => severity === 'error')
			const refusals = errors.map(describeProblem)
			if (errors.length === 0) faults.push('refused without a reason')
			if (problems.some((problem) => describeProblem(problem).trim() === ''))
				faults.push('a problem without words')
			return { faults, refusals, refusedAs: errors[0]?.code ?? null, ran }
		}
		run(definition)
		ran = true
		if (!survivesRoundTrip(definition)) faults.push('another form, taken out and read again')
	} catch (thrown) {
		faults.push(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
	}
	return { faults, refusals: [], refusedAs: null, ran }
}

/**
 * Checks real forms: each is accepted, or rejected with a reason and a cell; an accepted one runs to its
 * end with random answers. `leftOut` counts rejected forms by their first reason.
 */
export function acceptedForms(tried: readonly FormTried[]): Suite {
	const leftOut: Record<string, number> = {}
	for (const { refusedAs } of tried)
		if (refusedAs !== null) leftOut[`refused: ${refusedAs}`] = (leftOut[`refused: ${refusedAs}`] ?? 0) + 1
	const failed = tried.filter(({ faults }) => faults.length > 0)
	return {
		suite: 'forms',
		passed: tried.length - failed.length,
		total: tried.length,
		failures: failed.flatMap(({ file, faults }) =>
			faults.map((got) => ({ case: file, what: 'import and run', expected: 'ok or a reason', got })),
		),
		leftOut,
	}
}

/** Counts the forms that run. A rejected one counts as a failure, however good the reason. */
export function formsRun(tried: readonly FormTried[], isIncluded: (file: string) => boolean): Suite {
	const included = tried.filter(({ file }) => isIncluded(file))
	const failed = included.filter(({ ran }) => !ran)
	return {
		suite: 'forms-run',
		passed: included.length - failed.length,
		total: included.length,
		failures: failed.map(({ file, refusals, faults }) => ({
			case: file,
			what: 'runs',
			expected: 'to the end',
			got: [...refusals.slice(0, maxReasons), ...faults].join(' · '),
		})),
	}
}

const maxReasons = 3

/** True if the form is unchanged after it was exported as sheets and imported again. */
function survivesRoundTrip(definition: FormDefinition): boolean {
	const again = importForm(exportSheets(definition)).definition
	return again !== null && compareForms(definition, again).isSame
}

function run(definition: FormDefinition): void {
	const compiled = compileForm(definition, allFunctions)
	if ('faults' in compiled) throw new Error('imported, but does not compile')
	const session = new FormSession(compiled.form, {
		answers: new Map(),
		isNew: true,
		context: buildReadingContext(Date.UTC(2026, 0, 15)),
	})
	answerAtRandom(session, { random: seededRandom(1) })
	session.violations()
	session.finalAnswers()
	for (const path of session.questionPaths()) {
		const { part } = session.nodeAt(path)
		session.text(path, part.label, 'en')
	}
	paperForm(compiled.form)
	const exercised = exerciseForm(compiled.form, { seed: 1, now: Date.UTC(2026, 0, 15), offsetMinutes: 300 })
	for (let i = 0; i < fewRuns; i++) exercised.run()
	exercised.findings()
}

const fewRuns = 3
