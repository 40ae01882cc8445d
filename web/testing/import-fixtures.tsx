import { screen } from '@testing-library/react'
import type { ImportBatch, ImportPreview, outcomes } from '#shared/import/import-api'
import type { Mapping } from '#shared/import/mapping'
import { ImportScreen } from '../desk/import/import-screen.tsx'
import { clearMappings } from '../desk/import/last-mapping.ts'
import { type Download, watchDownloads } from './downloads.ts'
import { definitionOf, formListed, formVersion } from './forms.ts'
import { type DeskOptions, type RenderedDesk, renderDesk } from './render-desk.tsx'
import type { SentRequest } from './server-replies.ts'
import { text } from './text.ts'

/* The page that imports data of another tool. Its worker runs in the test: see `workerInThisThread`. */

/** A form with choices, a date, a repeat, and a name that is never imported. */
export const visit = definitionOf(
	'visit',
	`
	type                name     label          required  bind::zila:personal
	text                called   Name           -         yes
	select_one yn       tea      Tea?           yes       -
	select_multiple yn  both     Both?          -         -
	integer             age      Age            -         -
	date                born     Day of birth   -         -
	begin_repeat        members  Members        -         -
	integer             m_age    Age of member  -         -
	end_repeat          -        -              -         -
	choices
	list_name  name  label
	yn         yes   Yes
	yn         no    No
`,
)

type Outcome = (typeof outcomes)[number]
/** Dry run in which every row is a new record, unless `outcomeOf` returns another outcome. */
export const dryRunServer =
	(outcomeOf: (at: number) => Outcome = () => 'new') =>
	({ body }: SentRequest): ImportPreview => ({
		lines: (body as ImportBatch).lines.map(({ at }) => ({
			at,
			record: `record-${at}`,
			outcome: outcomeOf(at),
			faults:
				outcomeOf(at) === 'skipped' ? [{ column: 'age', question: 'age', why: 'not-read' as const }] : [],
			isOwnerUnknown: false,
		})),
	})

export interface RenderedOlderData extends RenderedDesk {
	readonly downloads: readonly Download[]
	readonly choose: (...files: readonly (readonly [name: string, content: string])[]) => Promise<void>
	/** The present column mapping, as saved to a file. */
	readonly mapping: () => Promise<Mapping>
}

export async function renderImportScreen({
	replies,
	...options
}: DeskOptions = {}): Promise<RenderedOlderData> {
	clearMappings()
	const downloads = watchDownloads()
	const rendered = await renderDesk(<ImportScreen />, {
		path: '/desk/import?form=visit',
		...options,
		replies: {
			'GET /api/forms': [formListed(visit, 2)],
			'GET /api/form-versions': [formVersion('visit', 2), formVersion('visit', 1)],
			'GET /api/forms/visit/2': visit,
			'GET /api/forms/visit/1': visit,
			'GET /api/bulk-edits': { bulkEdits: [], isMore: false },
			'POST /api/import/dry-run': dryRunServer(),
			'POST /api/import': dryRunServer(),
			...replies,
		},
	})
	return {
		...rendered,
		downloads,
		async mapping() {
			await rendered.user.click(await screen.findByRole('button', { name: text('import.saveMapping') }))
			return JSON.parse((await downloads.at(-1)?.text()) ?? '') as Mapping
		},
		async choose(...files) {
			// a table is previewed against a form
			await screen.findByRole('option', { name: 'Form visit' })
			await rendered.user.upload(
				screen.getByLabelText(text('import.chooseFile')),
				files.map(([name, content]) => new File([content], name)),
			)
		},
	}
}
