import { useEffect } from 'react'
import { exportApi } from '#shared/api/exports'
import { exportFormatNames, exportFormats } from '#shared/export/export-formats'
import { type SwitchOffer, switchParameters } from '#shared/export/export-switches'
import { nodesOf } from '#shared/forms/form-nodes'
import { may } from '#shared/people/roles'
import { formsFor } from '../../api/load-forms.ts'
import type { TextKey } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { readStoredChoice, storeChoice } from '../kit/stored-choice.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { useRoute, useServerData } from '../kit/use-server-data.ts'
import { defaultOptions, type ExportChoices, exportForm } from './export-choices.ts'
import { useExportJobs } from './export-jobs.tsx'
import { allRecords, selectionQuery } from './record-selection.tsx'

export type NewExport = ReturnType<typeof useNewExport>

const storageKey = 'zila-new-export'

/** Returns the choices that were made in this tab before another page was opened. */
const lastChoices = (): ExportChoices =>
	exportForm.safeParse(readStoredChoice(storageKey, 'tab')).data ?? {
		form: '',
		values: 'codes',
		audience: null,
		format: 'csv',
		...defaultOptions,
		records: allRecords,
		questions: null,
	}

/** A new export: the choices, the counts of the server for them, and the obstacles to its creation. */
export function useNewExport() {
	const { study, person } = useDesk()
	const known = useServerData('forms', () => formsFor(person.role))
	const { round } = useScope('round')
	const jobs = useExportJobs()
	const fields = useDeskForm({
		schema: exportForm,
		defaultValues: lastChoices(),
		unsaved: null,
		onSubmit: createExport,
	})
	const choices = fields.watch()
	useEffect(() => storeChoice(storageKey, choices, 'tab'), [choices])
	const byId = (wanted: string) => known.found?.find(({ id }) => id === wanted)
	// the form of an earlier choice may not be offered any more
	const { id: form = '', definition } = byId(choices.form) ?? byId('household') ?? known.found?.[0] ?? {}
	const parts = definition ? nodesOf(definition).map(({ part }) => part) : []
	const hasRepeats = parts.some(({ kind }) => kind === 'repeat')
	const hasMultiple = parts.some((part) => part.kind === 'question' && part.type === 'select-many')
	// a shared file has all records: two files that differ by one would reveal it
	const selection = choices.audience === null ? selectionQuery(choices.records) : {}
	const counted = form === '' ? null : { query: { form, round, ...selection } }
	const counts = useRoute(exportApi.count, counted)
	const traits = counts.found?.traits ?? null
	const places = counts.found?.places
	const hasPlaces = places === 'included' && may(person.role, 'locations.exact')
	// The choice is reset only after it is known to be impossible.
	const reasonNotForOthers: TextKey | null =
		person.districts !== 'all'
			? 'export.audienceNeedsAllDistricts'
			: counts.found && traits === null
				? 'problem.public-use-not-allowed'
				: null
	const canBeForOthers = reasonNotForOthers === null
	const audience = canBeForOthers ? choices.audience : null
	const offered = exportFormatNames.filter((each) => audience === null || exportFormats[each].isForOthers)
	const format = offered.includes(choices.format) ? choices.format : 'csv'
	const switchOffer: SwitchOffer = {
		format: exportFormats[format],
		isForOthers: audience !== null,
		hasRepeats,
		hasPlaces,
	}
	const identifying = useRoute(exportApi.identifying, counted)

	async function createExport(chosen: ExportChoices) {
		const { values, hasMark, multiple } = chosen
		const { hasColumns } = exportFormats[format]
		await jobs.make({
			of: 'export',
			form,
			round,
			values,
			mark: hasMark ? '1' : '0',
			format,
			...switchParameters(chosen, switchOffer),
			...(audience === null
				? {
						...(multiple !== 'both' && hasMultiple && hasColumns ? { multiple } : {}),
						...selection,
						...(choices.questions === null ? {} : { questions: choices.questions.join(',') }),
					}
				: { for: audience }),
		})
	}
	return {
		fields,
		choices,
		known,
		form,
		definition,
		round,
		counts,
		identifying,
		traits,
		places,
		audience,
		reasonNotForOthers,
		offered,
		format,
		hasMultiple,
		switchOffer,
		isEmpty: format === 'geojson' && places !== undefined && places !== 'included',
		hasNoQuestion: audience === null && choices.questions?.length === 0,
		// identifying texts are counted before the file is created
		isCounting: audience === null && form !== '' && !identifying.found && !identifying.problem,
		isDemonstration: study.rounds.find(({ code }) => code === round)?.demonstration ?? false,
		jobs,
	}
}
