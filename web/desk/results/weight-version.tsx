import type { EstimatesResponse } from '#shared/results/estimates-response'
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
