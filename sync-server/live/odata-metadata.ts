import type { LiveColumn } from '#shared/export/live'
import { escaped } from '../export/codebook-files.ts'
import type { LiveTable } from './live-tables.ts'

const namespace = 'zila'
const vocabularies = 'https://oasis-tcs.github.io/odata-vocabularies/vocabularies'

/** What the tables are, as "OData Common Schema Definition Language (CSDL) XML Representation Version 4.01" says it. */
export function odataMetadata(tables: readonly LiveTable[]): string {
	const types = tables.map(
		({ name, key, columns }) =>
			`<EntityType Name="${name}"><Key><PropertyRef Name="${key}"/></Key>${columns.map((column) => property(column, key)).join('')}</EntityType>`,
	)
	// who reads them sorts by themselves: another order than that of arrival cannot go on page by page
	const sets = tables.map(
		({ name }) =>
			`<EntitySet Name="${name}" EntityType="${namespace}.${name}"><Annotation Term="Capabilities.SortRestrictions"><Record><PropertyValue Property="Sortable" Bool="false"/></Record></Annotation><Annotation Term="Capabilities.ExpandRestrictions"><Record><PropertyValue Property="Expandable" Bool="false"/></Record></Annotation></EntitySet>`,
	)
	return `<?xml version="1.0" encoding="UTF-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">${['Core', 'Capabilities'].map(reference).join('')}<edmx:DataServices><Schema Namespace="${namespace}" xmlns="http://docs.oasis-open.org/odata/ns/edm">${types.join('')}<EntityContainer Name="tables">${sets.join('')}<Annotation Term="Capabilities.FilterFunctions"><Collection><String>contains</String><String>startswith</String><String>endswith</String></Collection></Annotation></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>
`
}

const reference = (name: string): string =>
	`<edmx:Reference Uri="${vocabularies}/Org.OData.${name}.V1.xml"><edmx:Include Namespace="Org.OData.${name}.V1" Alias="${name}"/></edmx:Reference>`

const property = ({ name, type, label }: LiveColumn, key: string): string =>
	`<Property Name="${name}" Type="${type}"${name === key ? ' Nullable="false"' : ''}${type === 'Edm.DateTimeOffset' ? ' Precision="3"' : ''}><Annotation Term="Core.Description" String="${escaped(label)}"/></Property>`
