import type { TranscriptListItem } from '#shared/transcripts/coded-transcripts'
import { newThemes } from '#shared/transcripts/theme-counts'
import { dateIn, numberIn } from '../../ui/formats.ts'
import { directionOf, useTranslations } from '../../ui/i18n.ts'
import { useTranscriptText } from './transcript-text.ts'

const [width, height] = [600, 120]

interface SaturationProps {
	/** Transcripts of one kind, in the order of their start. */
	readonly transcripts: readonly TranscriptListItem[]
	readonly themes: readonly string[]
	readonly by: string
}

/** Saturation: number of new themes in each further transcript, as a chart and a table. */
export function Saturation({ transcripts, themes, by }: SaturationProps) {
	const { t, language } = useTranslations()
	const { districtText } = useTranscriptText()
	const fresh = newThemes(transcripts, themes, by)
	const most = Math.max(1, ...fresh)
	const wide = width / Math.max(8, transcripts.length)
	const isMirrored = directionOf(language) === 'rtl'
	return (
		<>
			<p className="hint">{t('transcripts.saturationHelp')}</p>
			<svg
				className="saturation"
				viewBox={`0 0 ${width} ${height}`}
				role="img"
				aria-label={t('transcripts.saturation')}
			>
				<line x1={0} x2={width} y1={height - 1} y2={height - 1} />
				{fresh.map((many, i) => {
					const high = (many / most) * (height - 24)
					const left = isMirrored ? width - (i + 1) * wide : i * wide
					return (
						<g key={transcripts[i]?.id}>
							<rect x={left + 2} y={height - 1 - high} width={Math.max(1, wide - 4)} height={high} />
							<text x={left + wide / 2} y={height - 6 - high} textAnchor="middle">
								{numberIn(language, many)}
							</text>
						</g>
					)
				})}
			</svg>
			<table className="table">
				<thead>
					<tr>
						<th scope="col">{t('transcripts.transcript')}</th>
						<th scope="col">{t('transcripts.started')}</th>
						<th scope="col" className="number">
							{t('transcripts.newCodes')}
						</th>
						<th scope="col" className="number">
							{t('transcripts.cumulativeCodes')}
						</th>
					</tr>
				</thead>
				<tbody>
					{transcripts.map((transcript, i) => (
						<tr key={transcript.id}>
							<th scope="row">
								{t('transcripts.transcriptNumber', {
									n: numberIn(language, i + 1),
									district: districtText(transcript.district),
								})}
							</th>
							<td data-label={t('transcripts.started')}>{dateIn(language, transcript.startedAt)}</td>
							<td className="number" data-label={t('transcripts.newCodes')}>
								{numberIn(language, fresh[i] ?? 0)}
							</td>
							<td className="number" data-label={t('transcripts.cumulativeCodes')}>
								{numberIn(
									language,
									fresh.slice(0, i + 1).reduce((sum, many) => sum + many, 0),
								)}
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</>
	)
}
