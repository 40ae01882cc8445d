import '../results/results.css'
import type { Mentioned } from '#shared/transcripts/theme-counts'
import { numberIn } from '../../ui/formats.ts'
import { directionOf, useTranslations } from '../../ui/i18n.ts'

const [width, height] = [200, 22]

/** Number of transcripts with a theme, as a bar and as numbers. */
export function MentionCells({ mentioned: { transcripts, mentions } }: { readonly mentioned: Mentioned }) {
	const { t, language } = useTranslations()
	const text = t('transcripts.ofTranscripts', {
		n: numberIn(language, mentions),
		transcripts: numberIn(language, transcripts),
	})
	const long = transcripts === 0 ? 0 : (mentions / transcripts) * width
	const isMirrored = directionOf(language) === 'rtl'
	return (
		<>
			<td className="drawn">
				<svg className="mentions" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={text}>
					<rect className="all" x={0} y={5} width={width} height={12} />
					<rect x={isMirrored ? width - long : 0} y={5} width={long} height={12} />
				</svg>
			</td>
			<td className="number" data-label={t('transcripts.transcriptCount')}>
				{text}
			</td>
		</>
	)
}
