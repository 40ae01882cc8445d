import { useRef } from 'react'
import { coverageApi } from '#shared/api/coverage'
import { useTranslations } from '../../../ui/i18n.ts'
import { useRoute } from '../use-server-data.ts'
import { DistrictMap } from './district-map.tsx'
import { DistrictTiles } from './district-tiles.tsx'
import type { DistrictFigureProps } from './district-value.ts'
import { PictureButton } from './picture-button.tsx'

/** Values of the districts: on a map where boundaries were imported, on tiles elsewhere; nothing until that is known. */
export function DistrictFigure(props: DistrictFigureProps) {
	const figure = useRef<HTMLDivElement>(null)
	const { t } = useTranslations()
	const { found, loadedAt, problem } = useRoute(coverageApi.boundaries, {})
	const boundaries = found && found.shapes.length > 0 ? found : null
	const isKnown = loadedAt > 0 || problem !== null
	if (!isKnown || (boundaries === null && props.values.length < 2)) return null
	return (
		<div className="stack tight">
			{props.menus}
			<div ref={figure}>
				{boundaries ? (
					<DistrictMap boundaries={boundaries} {...props} />
				) : (
					<DistrictTiles caption={props.caption} tiles={props.values} />
				)}
			</div>
			<div className="actions">
				<PictureButton
					of={figure}
					name={t('coverage.byDistrict')}
					fileName={`districts-${props.round}`}
					round={props.round}
					subject={props.subject}
				/>
			</div>
		</div>
	)
}
