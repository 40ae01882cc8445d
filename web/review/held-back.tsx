import type { heldBack } from '../sync/desk-client.ts'
import { dateTimeIn } from '../ui/formats.ts'
import { useTexts } from '../ui/i18n.ts'

/** Work that is stored but belongs to no record yet: never out of sight. */
export function HeldBack({ found }: { found: Awaited<ReturnType<typeof heldBack>> }) {
	const { t, language: appLanguage } = useTexts()
	if (found.length === 0) return null
	return (
		<details className="note wait">
			<summary>{t('review.heldBack', { count: found.length })}</summary>
			<ul>
				{found.map(({ id, why, received, author, phone }) => (
					<li key={id}>
						{t.orElse(`review.why.${why}`, why)} · <bdi>{author}</bdi> · <bdi>{phone}</bdi> ·{' '}
						{dateTimeIn(appLanguage, received)}
					</li>
				))}
			</ul>
		</details>
	)
}
