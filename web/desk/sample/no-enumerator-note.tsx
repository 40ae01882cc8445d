import { isDemonstrationRound } from '#shared/study/study'
import { useTranslations } from '../../ui/i18n.ts'

/** Says why nobody can be chosen: demonstration and real users are kept apart, in every round. */
export function NoEnumeratorNote({ round }: { readonly round: string }) {
	const { t } = useTranslations()
	return (
		<p className="note quiet">
			{t(isDemonstrationRound(round) ? 'sample.nobodyInDemonstration' : 'sample.nobodyHere')}
		</p>
	)
}
