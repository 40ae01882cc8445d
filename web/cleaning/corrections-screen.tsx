import { useState } from 'react'
import { openRoundFor } from '#shared/campaign/campaign'
import { textIn } from '#shared/forms/texts'
import { useDesk, useDistrictNames } from '../desk/desk-context.ts'
import { FilterMenu } from '../desk/filter-menu.tsx'
import { MadeUpNote } from '../desk/made-up-note.tsx'
import { useFilter } from '../desk/use-filter.ts'
import { useLoaded } from '../desk/use-loaded.ts'
import { formReading } from '../review/form-reading.ts'
import { findOwnDisagreements } from '../sync/cleaning-client.ts'
import { formsFor } from '../sync/desk-client.ts'
import { useTexts } from '../ui/i18n.ts'
import { ProblemNote } from '../ui/problem-text.tsx'
import { ChangeAnswers, type CleaningPlace } from './change-answers.tsx'
import { CodeTexts } from './code-texts.tsx'
import { CorrectionsMade } from './corrections-made.tsx'
import { LookFor } from './look-for.tsx'

/** Where a data manager sets answers right: what would change is shown first, what was changed stays, and there is always a way back. */
export function CorrectionsScreen() {
	const { t, language } = useTexts()
	const { campaign, person } = useDesk()
	const names = useDistrictNames()
	const [filter, change] = useFilter(['form', 'round', 'district'])
	const known = useLoaded('forms', () => formsFor(person.role))
	const [turn, setTurn] = useState(0)
	const usual = openRoundFor(campaign.rounds, person.demonstration) ?? campaign.rounds[0]
	const round = filter.round ?? usual?.code ?? ''
	const form =
		filter.form ?? (known.found?.find(({ id }) => id === 'household') ?? known.found?.[0])?.id ?? ''
	const definition = known.found?.find(({ id }) => id === form)?.definition ?? null
	const reading = formReading(definition, { t, language }, new Map())
	const place: CleaningPlace = { form, round, ...(filter.district ? { district: filter.district } : {}) }
	const isMadeUp = campaign.rounds.find(({ code }) => code === round)?.demonstration ?? false
	const again = () => setTurn((before) => before + 1)
	return (
		<div className="stack">
			<h1>{t('desk.place.cleaning')}</h1>
			<p className="hint">{t('cleaning.what')}</p>
			<MadeUpNote isMadeUp={isMadeUp} />
			<ProblemNote problem={known.problem} />
			<div className="filters">
				<label className="inline">
					<span>{t('review.form')}</span>
					<select value={form} onChange={({ target }) => change({ form: target.value })}>
						{known.found?.map(({ id, definition: { title } }) => (
							<option key={id} value={id}>
								{textIn(title, language)}
							</option>
						))}
					</select>
				</label>
				<label className="inline">
					<span>{t('desk.round')}</span>
					<select value={round} onChange={({ target }) => change({ round: target.value })}>
						{campaign.rounds.map(({ code, name }) => (
							<option key={code} value={code}>
								{textIn(name, language)}
							</option>
						))}
					</select>
				</label>
				<FilterMenu
					label={t('review.district')}
					value={filter.district}
					options={names}
					onChoose={(district) => change({ district })}
				/>
			</div>
			{definition && (
				<div key={JSON.stringify(place)} className="stack">
					<details className="panel">
						<summary>{t('cleaning.changeAnswers')}</summary>
						<div className="stack tight">
							<ChangeAnswers place={place} reading={reading} onDone={again} />
						</div>
					</details>
					<details className="panel">
						<summary>{t('cleaning.codeTexts')}</summary>
						<div className="stack tight">
							<CodeTexts place={place} reading={reading} onDone={again} />
						</div>
					</details>
					<details className="panel">
						<summary>{t('cleaning.ownTwice')}</summary>
						<div className="stack tight">
							<p className="hint">{t('cleaning.ownTwiceHint')}</p>
							<LookFor
								what={JSON.stringify(place)}
								look={() => findOwnDisagreements(place)}
								kind="take-later"
								reading={reading}
								onDone={again}
							/>
						</div>
					</details>
					<section className="stack tight" aria-labelledby="made">
						<h2 id="made">{t('cleaning.made')}</h2>
						<CorrectionsMade place={place} reading={reading} turn={turn} onChange={again} />
					</section>
				</div>
			)}
		</div>
	)
}
