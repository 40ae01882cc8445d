import type { EstimatesResponse } from '#shared/results/estimates-response'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'

/** Meaning of the weights in use. Nothing for unweighted estimates, which the screen explains itself. */
export function WeightVersionNote({
	version,
}: {
	readonly version: EstimatesResponse['weights']['version']
}) {
	const { t } = useTranslations()
	return version === 'none' ? null : <p className="hint">{t(`results.weightHelp.${version}`)}</p>
}

interface WeightingNoteProps {
	readonly estimates: Pick<EstimatesResponse, 'weights' | 'withoutCluster'>
	readonly requestedWeights: string
}

/** Weights and coverage of these estimates. */
export function WeightingNote({ estimates, requestedWeights }: WeightingNoteProps) {
	const { t, language } = useTranslations()
	const { weights, withoutCluster } = estimates
	return (
		<>
			{weights.set === null && <p className="note wait">{t('results.provisional')}</p>}
			{weights.set === null && requestedWeights !== 'none' && (
				<p className="note stop">{t('results.noWeights')}</p>
			)}
			{weights.set !== null && (
				<p className="hint">{t('results.weightedWith', { n: numberIn(language, weights.set) })}</p>
			)}
			{weights.set !== null && weights.without > 0 && (
				<p className="note wait">
					{t('results.withoutWeight', { count: weights.without, n: numberIn(language, weights.without) })}
				</p>
			)}
			{withoutCluster > 0 && (
				<p className="note wait">
					{t('results.withoutCluster', { count: withoutCluster, n: numberIn(language, withoutCluster) })}
				</p>
			)}
		</>
	)
}
