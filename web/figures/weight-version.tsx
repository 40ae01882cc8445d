import type { EstimatesResponse } from '#shared/figures/figures-told'
import { useTranslations } from '../ui/i18n.ts'

/** What it means by which weights people count; that they count without any says the screen itself. */
export function WeightVersionNote({
	version,
}: {
	readonly version: EstimatesResponse['weights']['version']
}) {
	const { t } = useTranslations()
	return version === 'none' ? null : <p className="hint">{t(`figures.weightMeans.${version}`)}</p>
}
