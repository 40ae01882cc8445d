import { useState } from 'react'
import { latinDigits } from '#shared/forms/digits'
import { localize } from '#shared/forms/localized-text'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { isDistrictInScope } from '#shared/people/roles'
import type { NewTargets } from '#shared/study/rounds-and-targets'
import { type Target, targetIn } from '#shared/study/study'
import { setTargets } from '../../api/desk-client.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { TargetFile } from './target-file.tsx'

const kinds = ['interviews', 'focusGroups'] as const
type TargetKind = (typeof kinds)[number]
/** Typed texts, by district and kind. */
type Typed = ReadonlyMap<string, string>
const keyOf = (district: string, kind: TargetKind) => `${district} ${kind}`

/** Targets of each district in one round: edited, or imported from a file. */
export function TargetTable() {
	const { t, language } = useTranslations()
	const { study, person, onStudyChange } = useDesk()
	const names = useDistrictNames()
	const real = study.rounds.filter(({ demonstration }) => !demonstration)
	const [code, setCode] = useState(real.find(({ state }) => state === 'open')?.code ?? real[0]?.code ?? '')
	const [typed, setTyped] = useState<Typed>(new Map())
	const [outcome, setOutcome] = useState<'saved' | Problem | null>(null)
	const round = real.find((each) => each.code === code)
	if (!round || person.demonstration) return null
	const known = new Map(study.districts.map((district) => [district.code, targetIn(round, district)]))
	const shown = (district: string, kind: TargetKind): string =>
		typed.get(keyOf(district, kind)) ?? String(known.get(district)?.[kind] ?? 0)
	const wanted = (district: string): Target => ({
		interviews: wholeIn(shown(district, 'interviews')),
		focusGroups: wholeIn(shown(district, 'focusGroups')),
	})
	const changed = names.filter(([district]) =>
		kinds.some((kind) => wanted(district)[kind] !== known.get(district)?.[kind]),
	)
	const wrong = changed.filter(([district]) => kinds.some((kind) => Number.isNaN(wanted(district)[kind])))
	async function save(targets: NewTargets['targets']) {
		setOutcome(null)
		try {
			await setTargets({ round: code, targets })
			const saved = new Set(targets.flatMap(({ district }) => kinds.map((kind) => keyOf(district, kind))))
			setTyped((before) => new Map([...before].filter(([key]) => !saved.has(key))))
			setOutcome('saved')
			onStudyChange()
		} catch (thrown) {
			setOutcome(asProblem(thrown))
		}
	}
	const sum = (kind: TargetKind) =>
		names.reduce((total, [district]) => total + (wanted(district)[kind] || 0), 0)
	return (
		<section className="stack" aria-labelledby="targets">
			<h2 id="targets">{t('rounds.targetsTitle')}</h2>
			<p className="hint">{t('rounds.targetsHelp')}</p>
			<label className="inline">
				{t('desk.round')}
				<select
					value={code}
					onChange={(event) => {
						setCode(event.target.value)
						setTyped(new Map())
						setOutcome(null)
					}}
				>
					{real.map((each) => (
						<option key={each.code} value={each.code}>
							{localize(each.name, language)}
						</option>
					))}
				</select>
			</label>
			<TargetFile onSave={save} />
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
											aria-invalid={Number.isNaN(wanted(district)[kind])}
											disabled={!isDistrictInScope(person.districts, district)}
											value={shown(district, kind)}
											onChange={({ target }) => {
												setTyped(new Map([...typed, [keyOf(district, kind), target.value]]))
												setOutcome(null)
											}}
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
			{wrong.length > 0 && (
				<p className="note stop" role="alert">
					{t('rounds.notWholeNumber', { districts: wrong.map(([, name]) => name).join(', ') })}
				</p>
			)}
			{outcome === 'saved' && (
				<p className="note ok" role="status">
					{t('rounds.saved')}
				</p>
			)}
			<ProblemNote problem={outcome === 'saved' ? null : outcome} />
			{changed.length > 0 && (
				<button
					type="button"
					disabled={wrong.length > 0}
					onClick={() => void save(changed.map(([district]) => ({ district, ...wanted(district) })))}
				>
					{t('rounds.save', { count: changed.length })}
				</button>
			)}
		</section>
	)
}

const wholeIn = (text: string): number => {
	const latin = latinDigits(text).trim()
	return /^\d{1,6}$/.test(latin) ? Number(latin) : Number.NaN
}
