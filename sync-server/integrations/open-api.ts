import * as z from 'zod/mini'
import {
	changesSchema,
	type DataColumn,
	type DataForm,
	dataFormSchema,
} from '#shared/integrations/odata-tables'

/*
 * The API for clients as an OpenAPI 3.1 document, generated from the schemas that validate the responses and
 * from the tables of each form that the caller may read.
 */

const problemSchema = z.object({ problem: z.string(), details: z.record(z.string(), z.unknown()) })

interface Described {
	readonly forms: readonly DataForm[]
	/** Scheme and host of the request. */
	readonly server: string
	readonly maxRecords: number
}

export function openApi({ forms, server, maxRecords }: Described): object {
	const schema = (of: z.ZodMiniType) => {
		const { $schema: _, ...plain } = z.toJSONSchema(of)
		return plain
	}
	const rows = forms.flatMap((form) =>
		form.tables.map((table) => [lineName(form.form, table.name), table] as const),
	)
	return {
		openapi: '3.1.0',
		info: { title: 'Zila', version: '1', description: about },
		servers: [{ url: server }],
		security: [{ key: [] }, { basic: [] }],
		paths: {
			'/api/live': {
				get: {
					operationId: 'listForms',
					summary: 'What you may read: forms, rounds, tables and columns',
					responses: replies('ListOfForms'),
				},
			},
			...Object.fromEntries(
				forms.map((form) => [`/api/live/{round}/${form.form}`, changesOf(form, maxRecords)]),
			),
			...Object.fromEntries(
				forms.flatMap((form) =>
					form.tables.map(({ name }) => [
						`/api/odata/{round}/${form.form}/{values}/${name}`,
						linesOf(form, name),
					]),
				),
			),
		},
		components: {
			securitySchemes: {
				key: { type: 'http', scheme: 'bearer', description: 'The key of a connection' },
				basic: { type: 'http', scheme: 'basic', description: 'Any name, and the key as the password' },
			},
			schemas: {
				ListOfForms: schema(z.array(dataFormSchema)),
				Changes: schema(changesSchema),
				Problem: schema(problemSchema),
				...Object.fromEntries(rows.map(([name, { columns }]) => [name, lineSchema(columns)])),
			},
		},
	}
}

const about =
	'Finished records that are not void, as they stand. Replies are never kept by a browser. Ask for no more than is needed: whatever is read is noted in the log.'

const lineName = (form: string, table: string): string => `Line_${form}_${table}`.replace(/[^\w.-]/g, '_')

const content = (ref: string) => ({
	'application/json': { schema: { $ref: `#/components/schemas/${ref}` } },
})
const replies = (ref: string) => ({
	200: { description: 'As it stands', content: content(ref) },
	default: { description: 'Why not', content: content('Problem') },
})
const roundOf = ({ rounds }: DataForm) => ({
	name: 'round',
	in: 'path',
	required: true,
	schema: { type: 'string', enum: rounds },
})
const queryParameter = (name: string, type: string, description: string) => ({
	name,
	in: 'query',
	required: false,
	description,
	schema: { type },
})

const changesOf = (form: DataForm, maxRecords: number) => ({
	get: {
		operationId: `changes_${form.form}`.replace(/\W/g, '_'),
		summary: `Records of ${form.form} that came or changed since another reply`,
		parameters: [
			roundOf(form),
			queryParameter('after', 'string', '`next` of the last reply; without it all records come'),
			queryParameter('most', 'integer', `So many records at most, 1 to ${maxRecords}`),
		],
		responses: replies('Changes'),
	},
})

const linesOf = (form: DataForm, table: string) => ({
	get: {
		operationId: `lines_${form.form}_${table}`.replace(/\W/g, '_'),
		summary: `The table ${table}, by OData`,
		parameters: [
			roundOf(form),
			{
				name: 'values',
				in: 'path',
				required: true,
				schema: { type: 'string' },
				description: '`codes`, or the language in which choices are written',
			},
			queryParameter('$top', 'integer', 'So many lines at most'),
			queryParameter('$skip', 'integer', 'So many lines are passed over'),
			queryParameter('$select', 'string', 'Names of columns, with commas between'),
			queryParameter('$filter', 'string', "Such as seq gt 100 and record_status eq 'approved'"),
			queryParameter(
				'$orderby',
				'string',
				'Names of columns, each with asc or desc behind it, such as age desc,record_id',
			),
			queryParameter('$expand', 'string', 'Repeats whose rows come with each line, as $metadata names them'),
			queryParameter('$count', 'boolean', 'With the number of lines'),
			queryParameter('$skiptoken', 'string', 'Where another page ended; as @odata.nextLink has it'),
		],
		responses: {
			200: {
				description: 'A page; the next is at @odata.nextLink',
				content: {
					'application/json': {
						schema: {
							type: 'object',
							properties: {
								'@odata.context': { type: 'string' },
								'@odata.count': { type: 'integer' },
								'@odata.nextLink': { type: 'string' },
								value: {
									type: 'array',
									items: { $ref: `#/components/schemas/${lineName(form.form, table)}` },
								},
							},
							required: ['value'],
						},
					},
				},
			},
		},
	},
})

const jsonTypes: Readonly<Record<DataColumn['type'], object>> = {
	'Edm.String': { type: ['string', 'null'] },
	'Edm.Int64': { type: ['integer', 'null'] },
	'Edm.Double': { type: ['number', 'null'] },
	'Edm.Date': { type: ['string', 'null'], format: 'date' },
	'Edm.DateTimeOffset': { type: ['string', 'null'], format: 'date-time' },
}

const lineSchema = (columns: readonly DataColumn[]) => ({
	type: 'object',
	properties: Object.fromEntries(
		columns.map(({ name, type, label }) => [name, { ...jsonTypes[type], description: label }]),
	),
})
