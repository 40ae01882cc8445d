import type { Overview } from '#shared/coverage/overview'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { DeskIcon } from '../kit/desk-icon.tsx'
import { SetupLink } from './setup-link.tsx'
import { type SetupStep, useSetupSteps } from './setup-steps.ts'

interface SetupChecklistProps {
	readonly facts: Overview
	/** Round whose targets, dates and sample are set up. */
	readonly round: string
}

/** Steps from an installed server to the first interview, for administrators; nothing once all needed ones are done. */
export function SetupChecklist({ facts, round }: SetupChecklistProps) {
	const { t, language } = useTranslations()
	const steps = useSetupSteps({ facts, round })
	const needed = steps?.filter(({ isOptional }) => !isOptional) ?? []
	const done = needed.filter(({ isDone }) => isDone).length
	if (!steps || done === needed.length) return null
	return (
		<section className="panel stack tight setup" aria-labelledby="setup">
			<h2 id="setup">
				{t('overview.setup.title')}{' '}
				<span className="hint">
					{t('overview.setup.progress', {
						done: numberIn(language, done),
						total: numberIn(language, needed.length),
					})}
				</span>
			</h2>
			<ol>
				{steps.map((step) => (
					<StepRow key={step.key} step={step} />
				))}
			</ol>
		</section>
	)
}

/** One step: its state, the link to where it is done, and why it is needed or what is left of it. */
function StepRow({
	step: { key, isDone, href, districtsLeft = 0, isOptional },
}: {
	readonly step: SetupStep
}) {
	const { t, language } = useTranslations()
	return (
		<li>
			{isDone ? (
				<span className="ok" role="img" aria-label={t('overview.done')}>
					<DeskIcon name="check" />
				</span>
			) : (
				<span className="hint">
					<DeskIcon name="notStarted" />
				</span>
			)}
			<div>
				<SetupLink href={href}>{t(`overview.setup.${key}`)}</SetupLink>{' '}
				{isOptional && <span className="state quiet">{t('overview.setup.optional')}</span>}
				<p className="hint">
					{!isDone && districtsLeft > 0
						? t('overview.setup.districtsLeft', {
								count: districtsLeft,
								total: numberIn(language, districtsLeft),
							})
						: t(`overview.setup.why.${key}`)}
				</p>
			</div>
		</li>
	)
}
