import type { FormDefinition } from '#shared/forms/form-definition'
import { formOf } from '#shared/testing/scenario'
import type { FormListItem, FormVersionListItem } from '#shared/xlsform/forms-api'

/* Forms as the server lists them, from the scenario language. */

/** A form with its own id and title, from the scenario language. */
export const definitionOf = (
	id: string,
	lines: string,
	over: Partial<FormDefinition> = {},
): FormDefinition => ({
	...formOf(lines),
	id,
	title: { en: `Form ${id}` },
	...over,
})

export const formListed = (definition: FormDefinition, version = 1): FormListItem => ({
	id: definition.id,
	version,
	definition,
})

export const formVersion = (
	id: string,
	version: number,
	over: Partial<FormVersionListItem> = {},
): FormVersionListItem => ({
	id,
	version,
	published: '2026-01-10T05:00:00.000Z',
	by: 'Sadia',
	state: 'open',
	assigned: null,
	...over,
})
