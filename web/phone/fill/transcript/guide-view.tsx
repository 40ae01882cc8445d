import type { Choice } from '#shared/forms/form-definition'
import { AppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { useFilling, useFillingValue } from '../filling.ts'
import { FormText } from '../form-text.tsx'
import { QuestionView } from '../question-view.tsx'
import { useTranscript } from './use-transcript.ts'

interface GuideViewProps {
	readonly guide: readonly Choice[]
	/** Name of the current question. */
	readonly asked: string
	readonly isFolded: boolean
	readonly onAsked: (name: string) => void
	readonly onFold: (isFolded: boolean) => void
}

/** Current question of the interview guide with its probes; one line while notes are taken. */
export function GuideView({ guide, asked, isFolded, onAsked, onFold }: GuideViewProps) {
	const { t } = useTranslations()
	const talk = useTranscript()
	const probes = talk.probes.get(asked)?.template
	const ticked = useFillingValue(({ session }) => countOf(probes ? session.answerAt(probes) : undefined))
	const { session } = useFilling().filling
	const place = guide.findIndex(({ name }) => name === asked)
	const choice = guide[place]
	if (!choice) return null
	const turn = (by: number, icon: 'back' | 'forward', label: string) => (
		<button
			type="button"
			className="icon-button"
			aria-label={label}
			disabled={guide[place + by] === undefined}
			onClick={() => onAsked(guide[place + by]?.name ?? asked)}
		>
			<Icon name={icon} />
		</button>
	)
	const told = (
		<span className="guide-told">
			<span className="quiet-line">
				<AppText>
					{t('transcript.guideQuestion', { place: place + 1, count: guide.length })}
					{probes && ` · ${t('transcript.probes', { asked: ticked, count: session.choices(probes).length })}`}
				</AppText>
			</span>
			<strong>
				<FormText path={talk.turns.template} texts={choice.label} />
			</strong>
		</span>
	)
	return (
		<div className="guide">
			<div className="guide-head">
				{turn(-1, 'back', t('transcript.previousQuestion'))}
				{probes ? (
					<button
						type="button"
						className="plain guide-fold"
						aria-expanded={!isFolded}
						onClick={() => onFold(!isFolded)}
					>
						{told}
						<Icon name={isFolded ? 'down' : 'up'} />
					</button>
				) : (
					<p className="guide-fold">{told}</p>
				)}
				{turn(1, 'forward', t('transcript.nextQuestion'))}
			</div>
			{probes && !isFolded && <QuestionView key={probes} path={probes} />}
		</div>
	)
}

const countOf = (answer: unknown): number => (Array.isArray(answer) ? answer.length : 0)
