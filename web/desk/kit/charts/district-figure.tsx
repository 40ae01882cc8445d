import { coverageApi } from '#shared/api/coverage'
import { useRoute } from '../use-server-data.ts'
import { DistrictMap } from './district-map.tsx'
import { DistrictTiles } from './district-tiles.tsx'
import type { DistrictFigureProps } from './district-value.ts'

/** Values of the districts: on a map where boundaries were imported, on tiles elsewhere; nothing until that is known. */
export function DistrictFigure(props: DistrictFigureProps) {
	const { found, loadedAt, problem } = useRoute(coverageApi.boundaries, {})
	if (found && found.shapes.length > 0) return <DistrictMap boundaries={found} {...props} />
	if (loadedAt === 0 && problem === null) return null
	return <DistrictTiles caption={props.caption} tiles={props.values} />
}
