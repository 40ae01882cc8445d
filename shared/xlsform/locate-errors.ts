import type { FormError, FormErrorRole } from '../forms/compile-form.ts'
import type { Origins } from './import-body.ts'
import type { Columns } from './import-columns.ts'
import type { ImportProblem } from './import-problems.ts'
import type { SheetRow } from './sheets.ts'

const columnOfRole: Readonly<Record<FormErrorRole, string>> = {
	relevant: 'relevant',
	calculation: 'calculation',
	count: 'repeat_count',
	required: 'required',
	constraint: 'constraint',
	warning: 'bind::zila:warning',
	readOnly: 'read_only',
	choiceFilter: 'choice_filter',
	order: 'bind::zila:order',
	seed: 'parameters',
	default: 'default',
	label: 'label',
	instanceName: 'instance_name',
	trigger: 'trigger',
	entity: '',
	flag: 'bind::zila:flag',
	listFrom: 'type',
}

/** Sheets and rows by which the cells of a form are found. */
export interface FormCells {
	readonly survey: Columns
	readonly settings: Columns
	readonly origins: Origins
}

/** Finds the sheet and cell of a part's expression. */
export function findCell(template: string, role: FormErrorRole, { survey, settings, origins }: FormCells) {
	const row = rowFor(template, origins)
	if (role === 'entity') return { sheet: 'entities', cell: '' }
	return row
		? { sheet: 'survey', cell: survey.cell(row, columnOfRole[role]) }
		: { sheet: 'settings', cell: cellOfSetting(settings, columnOfRole[role]) }
}

/** Finds the cell of a setting; '' if the sheet has no such column, or nothing below its header. */
export function cellOfSetting(settings: Columns, column: string): string {
	const row = settings.sheet.rows[0]
	return row && settings.has(column) ? settings.cell(row, column) : ''
}

/** Finds the row of a part; for one that a loop made, the row of the loop. */
function rowFor(template: string, origins: Origins): SheetRow | undefined {
	for (
		let here = template;
		here !== '';
		here = here.includes('/') ? here.slice(0, here.lastIndexOf('/')) : ''
	) {
		const row = origins.get(here)
		if (row) return row
	}
	return undefined
}

/** Returns the name that the author knows: `/roster/@/age` → `age`. */
const nameIn = (template: string): string => template.split('/').at(-1) ?? template

/** Converts an error of the compiler to a problem at its cell. */
export function problemOf(fault: FormError, cells: FormCells): ImportProblem {
	const role = fault.kind === 'ring' ? 'relevant' : fault.role
	const place = { severity: 'error' as const, ...findCell(fault.template, role, cells) }
	switch (fault.kind) {
		case 'syntax':
			return {
				...place,
				code: fault.fault.found === '' ? 'expression-cut-off' : 'expression-unreadable',
				details: {
					source: fault.source,
					expected: fault.fault.expected,
					found: fault.fault.found,
					at: String(fault.fault.at + 1),
				},
			}
		case 'name':
			return {
				...place,
				code: fault.reason === 'ambiguous' ? 'reference-ambiguous' : 'reference-unknown',
				details: { found: fault.name },
			}
		case 'function':
			return { ...place, code: fault.fault.code, details: fault.fault.details }
		case 'ring':
			return { ...place, code: 'ring', details: { found: fault.templates.map(nameIn).join(' → ') } }
	}
}
