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
	readonly question: string
	readonly isFolded: boolean
	readonly onQuestion: (name: string) => void
	readonly onFold: (isFolded: boolean) => void
}

/** Current question of the interview guide with its probes; one line while notes are taken. */
export function GuideView({ guide, question, isFolded, onQuestion, onFold }: GuideViewProps) {
	const { t } = useTranslations()
	const transcript = useTranscript()
	const probes = transcript.probes.get(question)?.template
	const ticked = useFillingValue(({ session }) => countOf(probes ? session.answerAt(probes) : undefined))
	const { session } = useFilling().filling
	const place = guide.findIndex(({ name }) => name === question)
	const choice = guide[place]
	if (!choice) return null
	const turn = (by: number, icon: 'back' | 'forward', label: string) => (
		<button
			type="button"
			className="icon-button"
			aria-label={label}
			disabled={guide[place + by] === undefined}
			onClick={() => onQuestion(guide[place + by]?.name ?? question)}
		>
			<Icon name={icon} />
		</button>
	)
	const content = (
		<span className="guide-question">
			<span className="quiet-line">
				<AppText>
					{t('transcript.guideQuestion', { place: place + 1, count: guide.length })}
					{probes && ` · ${t('transcript.probes', { asked: ticked, count: session.choices(probes).length })}`}
				</AppText>
			</span>
			<strong>
				<FormText path={transcript.turns.template} texts={choice.label} />
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
						{content}
						<Icon name={isFolded ? 'down' : 'up'} />
					</button>
				) : (
					<p className="guide-fold">{content}</p>
				)}
				{turn(1, 'forward', t('transcript.nextQuestion'))}
			</div>
			{probes && !isFolded && <QuestionView key={probes} path={probes} />}
		</div>
	)
}

const countOf = (answer: unknown): number => (Array.isArray(answer) ? answer.length : 0)
