import type { DataColumn } from '#shared/integrations/odata-tables'
import { escaped } from '../export/codebook-files.ts'
import type { DataTable } from '../table/data-tables.ts'
import { type Navigation, navigationsOf } from '../table/odata-expand.ts'

const namespace = 'zila'
const vocabularies = 'https://oasis-tcs.github.io/odata-vocabularies/vocabularies'

/**
 * Returns the schema of the tables as CSDL XML ("OData Common Schema Definition Language (CSDL) XML
 * Representation Version 4.01").
 */
export function odataMetadata(tables: readonly DataTable[]): string {
	const types = tables.map((table) => {
		const { name, key, columns } = table
		const navigations = navigationsOf(table, tables).map(navigationProperty)
		return `<EntityType Name="${name}"><Key><PropertyRef Name="${key}"/></Key>${columns.map((column) => property(column, key)).join('')}${navigations.join('')}</EntityType>`
	})
	const sets = tables.map(
		(table) =>
			`<EntitySet Name="${table.name}" EntityType="${namespace}.${table.name}">${bindings(navigationsOf(table, tables))}${sorting(table)}${expanding(table, tables)}</EntitySet>`,
	)
	return `<?xml version="1.0" encoding="UTF-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">${['Core', 'Capabilities'].map(reference).join('')}<edmx:DataServices><Schema Namespace="${namespace}" xmlns="http://docs.oasis-open.org/odata/ns/edm">${types.join('')}<EntityContainer Name="tables">${sets.join('')}<Annotation Term="Capabilities.FilterFunctions"><Collection><String>contains</String><String>startswith</String><String>endswith</String></Collection></Annotation></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>
`
}

const reference = (name: string): string =>
	`<edmx:Reference Uri="${vocabularies}/Org.OData.${name}.V1.xml"><edmx:Include Namespace="Org.OData.${name}.V1" Alias="${name}"/></edmx:Reference>`

const property = ({ name, type, label }: DataColumn, key: string): string =>
	`<Property Name="${name}" Type="${type}"${name === key ? ' Nullable="false"' : ''}${type === 'Edm.DateTimeOffset' ? ' Precision="3"' : ''}><Annotation Term="Core.Description" String="${escaped(label)}"/></Property>`

const navigationProperty = ({ name, table }: Navigation): string =>
	`<NavigationProperty Name="${name}" Type="Collection(${namespace}.${table.name})"/>`
const bindings = (navigations: readonly Navigation[]): string =>
	navigations
		.map(({ name, table }) => `<NavigationPropertyBinding Path="${name}" Target="${table.name}"/>`)
		.join('')

/** Declares encrypted columns as not sortable. */
function sorting({ columns }: DataTable): string {
	const sealed = columns
		.filter(({ sealedTo }) => sealedTo)
		.map(({ name }) => `<PropertyPath>${name}</PropertyPath>`)
	const without =
		sealed.length === 0
			? ''
			: `<PropertyValue Property="NonSortableProperties"><Collection>${sealed.join('')}</Collection></PropertyValue>`
	return `<Annotation Term="Capabilities.SortRestrictions"><Record><PropertyValue Property="Sortable" Bool="true"/>${without}</Record></Annotation>`
}

/** Declares how many levels of nested repeats can be expanded. */
function expanding(table: DataTable, tables: readonly DataTable[]): string {
	const levels = levelsOf(table, tables)
	const deepest = levels === 0 ? '' : `<PropertyValue Property="MaxLevels" Int="${levels}"/>`
	return `<Annotation Term="Capabilities.ExpandRestrictions"><Record><PropertyValue Property="Expandable" Bool="${levels > 0}"/>${deepest}</Record></Annotation>`
}
const levelsOf = (table: DataTable, tables: readonly DataTable[]): number =>
	Math.max(0, ...navigationsOf(table, tables).map((each) => 1 + levelsOf(each.table, tables)))
