import { useMemo } from 'react'
import * as z from 'zod/mini'
import { studyApi } from '#shared/api/study'
import type { RoundDates } from '#shared/coverage/fieldwork-dates'
import { localize } from '#shared/forms/localized-text'
import { may } from '#shared/people/roles'
import type { Round } from '#shared/study/study'
import { callRoute } from '../../api/call-route.ts'
import { dayIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FieldError } from '../kit/field-error.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { useRoute } from '../kit/use-server-data.ts'

/** First and last day of fieldwork of each round, against which progress is measured. */
export function FieldworkDatesSection() {
	const { t } = useTranslations()
	const { study, person } = useDesk()
	const isAllowed = may(person.role, 'targets.set') && !person.demonstration
	const { found, problem, reload } = useRoute(studyApi.fieldworkDates, isAllowed ? {} : null, 'take')
	if (!isAllowed) return null
	return (
		<section className="stack tight" aria-labelledby="fieldwork-dates">
			<h2 id="fieldwork-dates">{t('rounds.dates.title')}</h2>
			<p className="hint">{t('rounds.dates.help')}</p>
			<ProblemNote problem={problem} />
			{found?.map((dates) => {
				const round = study.rounds.find(({ code }) => code === dates.round)
				if (!round) return null
				// dates that another user saved replace what was typed before
				return (
					<DatesForm
						key={`${dates.round} ${dates.firstDay} ${dates.lastDay}`}
						round={round}
						dates={dates}
						onDone={reload}
					/>
				)
			})}
		</section>
	)
}

const emptyOrDay = z.union([z.literal(''), z.iso.date()])
/** `startedOn`: the day from which fieldwork is planned if no first day is set. */
const datesForm = (startedOn: string) =>
	z.object({ firstDay: emptyOrDay, lastDay: emptyOrDay }).check(
		z.refine(({ firstDay, lastDay }) => lastDay === '' || (firstDay || startedOn) <= lastDay, {
			path: ['lastDay'],
		}),
	)

interface DatesFormProps {
	readonly round: Round
	readonly dates: RoundDates
	readonly onDone: () => void
}

function DatesForm({ round, dates, onDone }: DatesFormProps) {
	const { t, language } = useTranslations()
	const name = localize(round.name, language)
	const { register, submit, errors, problem, isSubmitting, formState } = useDeskForm({
		schema: useMemo(() => datesForm(dates.startedOn ?? ''), [dates.startedOn]),
		defaultValues: { firstDay: dates.firstDay ?? '', lastDay: dates.lastDay ?? '' },
		async onSubmit({ firstDay, lastDay }) {
			await callRoute(studyApi.setFieldworkDates, {
				body: { round: round.code, firstDay: firstDay || null, lastDay: lastDay || null },
			})
			onDone()
		},
	})
	const { firstDay, startedOn } = dates
	return (
		<form className="card round-dates" noValidate onSubmit={submit} aria-label={name}>
			<h3>{name}</h3>
			<label className="field">
				{t('rounds.dates.firstDay')}
				<input type="date" aria-invalid={errors.firstDay !== undefined} {...register('firstDay')} />
			</label>
			<label className="field">
				{t('rounds.dates.lastDay')}
				<input type="date" aria-invalid={errors.lastDay !== undefined} {...register('lastDay')} />
			</label>
			<button type="submit" className="small" disabled={isSubmitting || !formState.isDirty}>
				{t('rounds.dates.save')}
			</button>
			{firstDay === null && startedOn !== null && (
				<p className="hint">{t('rounds.dates.startedOn', { day: dayIn(language, startedOn) })}</p>
			)}
			<FieldError error={errors.firstDay ?? errors.lastDay} text={t('rounds.dates.wrong')} />
			<ProblemNote problem={problem} />
		</form>
	)
}
