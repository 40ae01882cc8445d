import { coverageApi } from '#shared/api/coverage'
import { useRoute } from '../use-server-data.ts'
import { DistrictMap } from './district-map.tsx'
import { DistrictTiles } from './district-tiles.tsx'
import type { DistrictFigureProps } from './district-value.ts'

/** Values of the districts: on a map where boundaries were imported, on tiles elsewhere; nothing until that is known. */
export function DistrictFigure(props: DistrictFigureProps) {
	const { found, loadedAt, problem } = useRoute(coverageApi.boundaries, {})
	const boundaries = found && found.shapes.length > 0 ? found : null
	const isKnown = loadedAt > 0 || problem !== null
	if (!isKnown || (boundaries === null && props.values.length < 2)) return null
	return (
		<div className="stack tight">
			{props.menus}
			{boundaries ? (
				<DistrictMap boundaries={boundaries} {...props} />
			) : (
				<DistrictTiles caption={props.caption} tiles={props.values} />
			)}
		</div>
	)
}
