import { useEffect, useState } from 'react'
import * as z from 'zod/mini'
import { studyApi } from '#shared/api/study'
import { latinDigits } from '#shared/forms/digits'
import { localize } from '#shared/forms/localized-text'
import { isDistrictInScope } from '#shared/people/roles'
import type { NewTargets } from '#shared/study/rounds-and-targets'
import { type Round, type Target, targetIn } from '#shared/study/study'
import { callRoute } from '../../api/call-route.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { TargetFile } from './target-file.tsx'

const kinds = ['interviews', 'focusGroups'] as const
type TargetKind = (typeof kinds)[number]
const wholeIn = (text: string): number => {
	const latin = latinDigits(text).trim()
	return /^\d{1,6}$/.test(latin) ? Number(latin) : Number.NaN
}
const wholeNumber = z.string().check(z.refine((typed) => !Number.isNaN(wholeIn(typed))))
const targetTexts = z.object({ interviews: wholeNumber, focusGroups: wholeNumber })
type TargetTexts = z.infer<typeof targetTexts>
/** Targets as typed, by district. */
const targetForm = z.object({ targets: z.record(z.string(), targetTexts) })

/** Targets of each district in one round: edited, or imported from a file. */
export function TargetTable() {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const real = study.rounds.filter(({ demonstration }) => !demonstration)
	const [code, setCode] = useState(real.find(({ state }) => state === 'open')?.code ?? real[0]?.code ?? '')
	const round = real.find((each) => each.code === code)
	if (!round || person.demonstration) return null
	return (
		<section className="stack" aria-labelledby="targets">
			<h2 id="targets">{t('rounds.targetsTitle')}</h2>
			<p className="hint">{t('rounds.targetsHelp')}</p>
			<label className="inline">
				{t('desk.round')}
				<select value={code} onChange={({ target }) => setCode(target.value)}>
					{real.map((each) => (
						<option key={each.code} value={each.code}>
							{localize(each.name, language)}
						</option>
					))}
				</select>
			</label>
			<TargetsOfRound key={code} round={round} />
		</section>
	)
}

interface TargetsOfRoundProps {
	readonly round: Round
}

function TargetsOfRound({ round }: TargetsOfRoundProps) {
	const { t } = useTranslations()
	const names = useDistrictNames()
	const targets = useTargets(round)
	const { form, changed, isSaved, save, saveChanged } = targets
	const wrong = names.filter(([district]) => form.errors.targets?.[district] !== undefined)
	return (
		<>
			<TargetFile round={round} onSave={(given) => form.run(() => save(given))} />
			<form className="stack" noValidate onSubmit={saveChanged}>
				<TargetFields targets={targets} />
				{wrong.length > 0 && (
					<p className="note stop" role="alert">
						{t('rounds.notWholeNumber', { districts: wrong.map(([, name]) => name).join(', ') })}
					</p>
				)}
				{isSaved && (
					<p className="note ok" role="status">
						{t('rounds.saved')}
					</p>
				)}
				<ProblemNote problem={form.problem} />
				{changed.length > 0 && (
					<button type="submit" disabled={form.isSubmitting}>
						{t('rounds.save', { count: changed.length })}
					</button>
				)}
			</form>
		</>
	)
}

/** Typed targets of the districts, and the actions that save them. */
function useTargets(round: Round) {
	const { study, onStudyChange } = useDesk()
	const names = useDistrictNames()
	const [isSaved, setSaved] = useState(false)
	const known = new Map(study.districts.map((district) => [district.code, targetIn(round, district)]))
	const current = {
		targets: Object.fromEntries(names.map(([district]) => [district, textsOf(known.get(district))])),
	}
	const form = useDeskForm({ schema: targetForm, defaultValues: current, unsaved: null })
	const { watch, reset, resetField, submitWith, formState } = form
	// targets that another user changed are shown where nothing was typed
	const currentText = JSON.stringify(current)
	useEffect(() => {
		reset(JSON.parse(currentText), { keepDirtyValues: true, keepErrors: true, keepIsSubmitted: true })
	}, [currentText, reset])
	const typed = watch('targets')
	const wanted = (district: string, texts: Partial<TargetTexts> | undefined = typed[district]): Target => ({
		interviews: wholeIn(texts?.interviews ?? ''),
		focusGroups: wholeIn(texts?.focusGroups ?? ''),
	})
	/** Districts with a target that is not saved. */
	const changed = names.filter(([district]) => {
		const saved = wanted(district, formState.defaultValues?.targets?.[district])
		return kinds.some((kind) => wanted(district)[kind] !== saved[kind])
	})
	useUnsavedChanges('form', changed.length > 0)
	const saveChanged = submitWith(() => save(changed.map(([district]) => ({ district, ...wanted(district) }))))
	async function save(targets: NewTargets['targets']) {
		setSaved(false)
		await callRoute(studyApi.setTargets, { body: { round: round.code, targets } })
		for (const { district, ...target } of targets)
			for (const kind of kinds)
				resetField(`targets.${district}.${kind}`, { defaultValue: String(target[kind]) })
		setSaved(true)
		onStudyChange()
	}
	const sum = (kind: TargetKind) =>
		names.reduce((total, [district]) => total + (wanted(district)[kind] || 0), 0)
	return { form, changed, isSaved, onTyped: () => setSaved(false), save, saveChanged, sum }
}

interface TargetFieldsProps {
	readonly targets: ReturnType<typeof useTargets>
}

/** A row for each district, and one with the sums. */
function TargetFields({ targets: { form, onTyped, sum } }: TargetFieldsProps) {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const names = useDistrictNames()
	const { register, errors } = form
	return (
		<div className="table">
			<table className="targets">
				<thead>
					<tr>
						<th scope="col">{t('rounds.district')}</th>
						{kinds.map((kind) => (
							<th key={kind} scope="col" className="number">
								{t(`rounds.${kind}`)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{names.map(([district, name]) => (
						<tr key={district}>
							<th scope="row">{name}</th>
							{kinds.map((kind) => (
								<td key={kind} className="number" data-label={t(`rounds.${kind}`)}>
									<input
										className="number"
										inputMode="numeric"
										maxLength={6}
										dir="ltr"
										aria-label={t(`rounds.inDistrict.${kind}`, { district: name })}
										aria-invalid={errors.targets?.[district]?.[kind] !== undefined}
										disabled={!isDistrictInScope(person.districts, district)}
										{...register(`targets.${district}.${kind}`, { onChange: onTyped })}
									/>
								</td>
							))}
						</tr>
					))}
				</tbody>
				<tfoot>
					<tr>
						<th scope="row">{t('rounds.allDistricts')}</th>
						{kinds.map((kind) => (
							<td key={kind} className="number" data-label={t(`rounds.${kind}`)}>
								{numberIn(language, sum(kind))}
							</td>
						))}
					</tr>
				</tfoot>
			</table>
		</div>
	)
}

const textsOf = (target: Target | undefined): TargetTexts => ({
	interviews: String(target?.interviews ?? 0),
	focusGroups: String(target?.focusGroups ?? 0),
})
