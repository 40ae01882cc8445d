import { computeMaterialPerCapita, type MaterialResponse } from '#shared/results/material'

/** Returns the material per capita by district, for materials that are put up or handed out. */
export const listMaterialPerCapita = ({ districts }: MaterialResponse) =>
	(['streamer', 'brochure'] as const).map((material) => ({
		material,
		...computeMaterialPerCapita(districts, material),
	}))
